"""One server, asked for one prefix again and again."""

import os
import socket
import time

import dns
from state import Since
from verdict import Verdict

# The longest that an answer may take where the topology says nothing, in seconds: next door it takes a millisecond, and the shorter the wait, the sooner a
# server that hangs is out of the route (within interval x fall + TIMEOUT).
TIMEOUT = 0.4

# Before a server that has never answered is asked again, in seconds: whoever waits for it to start need not wait for an interval, too.
EARLY = 0.1

# What a server answers once it has its zones, of whatever it is asked.
SERVING = ('NOERROR', 'NXDOMAIN')


class Check:
    """Sends a query every `interval` from a socket of its own, so from a fresh port. `sent` is the one under way."""

    def __init__(self, config, item, port, now, behind=None):
        """`behind`: the balancer that it is a back end of; without one it is a next hop of the prefix."""
        self.behind = behind
        self.server, self.prefix, self.family = item['server'], item['prefix'], item['family']
        self.address = item['address']
        self.port = port
        self.zone = item['zone']
        self.kind = config.get('type', 'SOA')
        name = item.get('name', self.zone)
        self.question = dns.question(name, self.kind)
        # Whether its answers hold the serial of the zone.
        self.asks_serial = self.kind == 'SOA' and name == self.zone
        self.expected = config.get('expect', {})
        self.interval = config['interval']
        self.timeout = config.get('timeout', min(self.interval, TIMEOUT))
        self.verdict = Verdict(config['fall'], config['rise'], now)
        self.since = Since()
        self.last_error = None
        # Whether the last one ended with an answer that the server stands by.
        self.answered = False
        # By how they ended, and by what the server became; when the last one ended, in seconds since 1970.
        self.results = {'good': 0, 'bad': 0}
        self.transitions = {'in': 0, 'out': 0}
        self.checked_at = None
        self.due = now
        self.deadline = None
        self.socket = None
        self.sent = b''
        # In the answer to that; None: there is none yet.
        self.code = None
        # In the last answer.
        self.serial = None

    def wakes_at(self):
        return self.due if self.deadline is None else min(self.due, self.deadline)

    def send(self, now, watch):
        """Ask; `watch` is called with the socket. Returns None, or at once why it failed."""
        pause = self.interval if self.verdict.has_begun(now) else min(EARLY, self.interval)
        self.due = max(self.due + pause, now)
        self.deadline = now + self.timeout
        self.sent = dns.query(self.question)
        self.code = None
        # Back ends are asked over IPv4, whatever the prefix.
        family = socket.AF_INET6 if ':' in self.address else socket.AF_INET
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
                    self.serial = dns.soa_serial(self.sent, message)
                    self.code = code
                    return True, self.fault_of(code, message)
        except BlockingIOError:
            return False, None
        except OSError as error:
            return True, os.strerror(error.errno)

    def fault_of(self, code, message):
        """What is wrong with an answer, or None."""
        if code != self.expected.get('rcode', 'NOERROR'):
            return f'answered {code}'
        wanted = self.expected.get('answer')
        if wanted is None:
            return None
        try:
            found = dns.data(self.sent, message, self.kind)
        except ValueError as error:
            return f'its answer cannot be read: {error}'
        if wanted in found:
            return None
        return f'answered {", ".join(found)}' if found else f'answered without a record of type {self.kind}'

    def take_in(self, error):
        """How a query has ended: None, or why it failed."""
        self.last_error = error
        self.answered = self.code in (*SERVING, self.expected.get('rcode', 'NOERROR'))
        self.results['good' if error is None else 'bad'] += 1
        self.checked_at = time.time()

    def finish(self):
        """The query under way has had its end."""
        self.deadline = None
        if self.socket is not None:
            self.socket.close()
            self.socket = None
