"""What the health check knows, for Prometheus: its text format (version 0.0.4) over HTTP, at every address of the router.

A dozen lines of HTTP/1.0, as the library's server is larger than all of this program: whatever is asked for in one piece is answered and closed. Nobody can
hold up a check by it: all sockets are non-blocking, there are a few at a time, and each has a deadline.
"""

import select
import socket

# The most connections at a time, the longest that one may take, in seconds, and the most octets of a request.
CONNECTIONS, PATIENCE, LONGEST = 8, 5, 4096


def head(status, kind, length):
    return f'HTTP/1.0 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n'.encode()


def answer(request, metrics):
    """All that is sent back to a request, which may be cut short after its first line."""
    words = request.split(b'\r\n', 1)[0].split()
    if words[:1] not in ([b'GET'], [b'HEAD']):
        status, kind, body = '405 Method Not Allowed', 'text/plain', b'GET /metrics\n'
    elif words[1:2] != [b'/metrics']:
        status, kind, body = '404 Not Found', 'text/plain', b'GET /metrics\n'
    else:
        status, kind, body = '200 OK', 'text/plain; version=0.0.4; charset=utf-8', metrics().encode()
    return head(status, kind, len(body)) + (b'' if words[:1] == [b'HEAD'] else body)


class Connection:
    """One scrape: the request, then the answer as far as it is not sent."""

    def __init__(self, connected, deadline):
        self.socket = connected
        self.deadline = deadline
        self.request = b''
        self.left = None

    def step(self, metrics):
        """Go on as far as it goes; True where it is over."""
        try:
            if self.left is None and not self.receive():
                return False
            if self.left is None:
                self.left = answer(self.request, metrics)
            while self.left:
                self.left = self.left[self.socket.send(self.left):]
            return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def receive(self):
        """Whether the request is there; raises OSError where it ends before."""
        while b'\r\n\r\n' not in self.request:
            part = self.socket.recv(LONGEST)
            self.request += part
            if not part or len(self.request) > LONGEST:
                raise OSError('no request')
        return True

    def waits_for(self):
        return select.EPOLLIN if self.left is None else select.EPOLLOUT


class Exporter:
    """The sockets, in the epoll of the checks."""

    def __init__(self, port, metrics, epoll):
        """`metrics` makes the text. Raises OSError where the port is taken."""
        self.metrics = metrics
        self.epoll = epoll
        self.listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Over both IP versions.
        self.listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.listener.bind(('::', port))
        self.listener.listen(CONNECTIONS)
        epoll.register(self.listener, select.EPOLLIN)
        self.connections = {}

    def owns(self, descriptor):
        return descriptor == self.listener.fileno() or descriptor in self.connections

    def wakes_at(self):
        return min((each.deadline for each in self.connections.values()), default=float('inf'))

    def take(self, descriptor, now):
        """Something has happened to a socket of this."""
        if descriptor == self.listener.fileno():
            self.accept(now)
            return
        connection = self.connections[descriptor]
        if connection.step(self.metrics):
            self.drop(descriptor)
        else:
            self.epoll.modify(descriptor, connection.waits_for())

    def accept(self, now):
        try:
            connected, _ = self.listener.accept()
        except OSError:
            return
        connected.setblocking(False)
        if len(self.connections) == CONNECTIONS:
            connected.close()
            return
        self.connections[connected.fileno()] = Connection(connected, now + PATIENCE)
        self.epoll.register(connected, select.EPOLLIN)

    def expire(self, now):
        for descriptor in [d for d, each in self.connections.items() if now >= each.deadline]:
            self.drop(descriptor)

    def drop(self, descriptor):
        # Closing takes it out of epoll.
        self.connections.pop(descriptor).socket.close()
