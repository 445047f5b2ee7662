"""One TCP connection to a DNS server, and the next one when it breaks."""

import collections
import errno
import os
import socket
import struct

from dns import decode_answer, encode_query

# An attempt that is not answered by then is given up for a new one, in microseconds: TCP's own second SYN comes after a second.
ATTEMPT = 1_000_000
# Between two attempts.
PAUSE = 50_000
# From when on a connection counts as silent: TCP sends anew after 0.2 s at the earliest.
SILENT = 400_000
LINGER_NOT = struct.pack('ii', 1, 0)


class Connection:
    """`run` is who owns it: it watches the socket, and writes what happens."""

    def __init__(self, address, question, interval, timeout, run):
        self.address, self.question, self.query = address, question, encode_query(question)
        self.interval, self.timeout, self.run = interval, timeout, run
        self.number, self.failures = 0, 0
        self.socket = None
        self.due = 0  # of the next query, or of the next attempt where there is no socket
        self.forget()

    def forget(self):
        self.began, self.connected, self.server = None, False, None
        self.opened = self.answered = None
        self.waiting = collections.OrderedDict()  # when each query was sent, by id
        self.received = b''
        self.silent = False

    def look(self, now):
        """What is due: an attempt, a query, or giving up."""
        if self.socket is None:
            if now >= self.due:
                self.attempt(now)
            return
        oldest = next(iter(self.waiting.values()), None)
        if self.opened is None:
            if now - self.began > ATTEMPT:
                self.lose('timeout', now)
        elif oldest is not None and now - oldest > self.timeout:
            self.lose('timeout', now)
        elif oldest is not None and now - oldest > SILENT and not self.silent:
            self.silent = True
            self.say('silent', since=oldest)
        if self.socket is not None and self.connected and now >= self.due:
            self.ask(now)

    def attempt(self, now):
        family = socket.AF_INET6 if ':' in self.address else socket.AF_INET
        self.forget()
        self.began = now
        self.socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # What is given up must not go on by itself.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self.run.watch(self, self.socket)
        code = self.socket.connect_ex((self.address, 53))
        if code not in (0, errno.EINPROGRESS):
            self.lose(errno.errorcode.get(code, str(code)), now)

    def ask(self, now):
        number = os.urandom(2)
        message = number + self.query
        try:
            self.socket.send(len(message).to_bytes(2, 'big') + message)
        except BlockingIOError:
            return  # the path takes nothing: what is under way will tell
        except OSError as error:
            self.lose(name_of(error), now)
            return
        self.waiting[number] = now
        self.due = now + self.interval

    def wake(self, now):
        """Something happened to the socket."""
        if self.socket is None:
            return
        try:
            code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise OSError(code, os.strerror(code))
            if not self.connected:
                self.socket.getpeername()
                self.connected = True
                self.ask(now)
            while self.socket is not None:
                part = self.socket.recv(65536)
                if not part:
                    self.lose('closed', now)
                    return
                self.received += part
                self.read(now)
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                self.lose(name_of(error), now)

    def read(self, now):
        while len(self.received) >= 2:
            end = 2 + int.from_bytes(self.received[:2], 'big')
            if len(self.received) < end:
                return
            message, self.received = self.received[2:end], self.received[end:]
            if self.waiting.pop(message[:2], None) is None:
                continue
            self.answered = now
            if self.opened is None:
                self.open(message, now)
            if self.silent:
                self.silent = False
                self.say('spoke', at=now)

    def open(self, message, now):
        try:
            _, self.server = decode_answer(message[2:], self.question)
        except (ValueError, IndexError, struct.error):
            self.server = None
        self.opened = now
        self.number += 1
        self.say('open', server=self.server, began=self.began, opened=now, failures=self.failures)
        self.failures = 0

    def lose(self, how, now):
        self.run.unwatch(self.socket)
        self.socket.close()
        self.socket = None
        self.due = now + PAUSE
        if self.opened is None:
            self.failures += 1
            return
        # The next one is tried at once, as a client with a question would.
        self.due = now
        oldest = next(iter(self.waiting.values()), None)
        self.say('broken', how=how, at=now, waiting=oldest, answered=self.answered)

    def say(self, event, **more):
        self.run.write({'event': event, 'target': self.address, 'connection': self.number, **more})


def name_of(error):
    return 'reset' if error.errno == errno.ECONNRESET else errno.errorcode.get(error.errno, str(error.errno))
