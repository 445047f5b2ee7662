"""One server, asked for one prefix again and again."""

import os
import socket

import dns
from state import Since
from verdict import Verdict

# The longest that an answer may take, in seconds: next door it takes a millisecond, and the shorter the wait, the sooner a
# server that hangs is out of the route (within interval x fall + TIMEOUT).
TIMEOUT = 0.4


class Check:
    """Sends a query every `interval` from a socket of its own, so from a fresh port. `sent` is the one under way."""

    def __init__(self, config, item, port, now):
        self.server, self.prefix, self.family = item['server'], item['prefix'], item['family']
        self.address = item['address']
        self.port = port
        self.zone = item['zone']
        self.question = dns.soa_question(self.zone)
        self.interval = config['interval']
        self.timeout = min(self.interval, TIMEOUT)
        self.verdict = Verdict(config['fall'], config['rise'], now)
        self.since = Since()
        self.last_error = None
        self.due = now
        self.deadline = None
        self.socket = None
        self.sent = b''
        # In the last answer.
        self.serial = None

    def wakes_at(self):
        return self.due if self.deadline is None else min(self.due, self.deadline)

    def send(self, now, watch):
        """Ask; `watch` is called with the socket. Returns None, or at once why it failed."""
        self.due = max(self.due + self.interval, now)
        self.deadline = now + self.timeout
        self.sent = dns.query(self.question)
        family = socket.AF_INET if self.family == 4 else socket.AF_INET6
        try:
            self.socket = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            self.socket.connect((self.address, self.port))
            self.socket.send(self.sent)
        except OSError as error:
            return os.strerror(error.errno)
        watch(self)
        return None

    def read(self):
        """Take what has arrived: (done, why it failed or None)."""
        try:
            while True:
                message = self.socket.recv(4096)
                code = dns.answer_code(self.sent, message)
                if code is not None:
                    self.serial = dns.soa_serial(message)
                    return True, None if code == 'NOERROR' else f'answered {code}'
        except BlockingIOError:
            return False, None
        except OSError as error:
            return True, os.strerror(error.errno)

    def finish(self):
        """The query under way has had its end."""
        self.deadline = None
        if self.socket is not None:
            self.socket.close()
            self.socket = None
