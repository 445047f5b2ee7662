"""A question at a time over UDP, for whose answer nobody waits."""

import select
import socket

import dns


class Asking:
    def __init__(self, port, epoll):
        self.port = port
        self.epoll = epoll
        self.socket = None
        self.sent = b''

    def ask(self, address, question):
        """Ask, from a fresh port; what was asked before is given up. Where it cannot be sent, there will be no answer."""
        self.close()
        self.sent = dns.query(question)
        try:
            self.socket = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET,
                                        socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            self.socket.connect((address, self.port))
            self.socket.send(self.sent)
            self.epoll.register(self.socket, select.EPOLLIN)
        except OSError:
            self.close()

    def owns(self, descriptor):
        return self.socket is not None and self.socket.fileno() == descriptor

    def answers(self):
        """The messages that have arrived and say NOERROR to the question."""
        found = []
        try:
            while self.socket is not None:
                message = self.socket.recv(4096)
                if dns.answer_code(self.sent, message) == 'NOERROR':
                    found.append(message)
        except BlockingIOError:
            pass
        except OSError:
            self.close()
        return found

    def close(self):
        if self.socket is not None:
            # It takes it out of epoll.
            self.socket.close()
            self.socket = None
