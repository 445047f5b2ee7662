"""Whether zones are as the primary has them: asked here of the primary, over the same network that the servers have them by.

A server's zone is confirmed when its serial is not older than the one that the primary last answered with, as of that answer. It is stale when it
has not been confirmed for `maxStale` seconds: because the primary does not answer this site, or because the server serves an older serial than it.
What the server itself knows of its last refresh it tells nobody by DNS, until the zone expires (RFC 1035, section 3.3.13).
"""

import select
import socket

import dns

# Between two questions to the primary about one zone, in seconds.
EVERY = 1


class Primary:
    """The serial of one zone at the primary: the last answer, and when it came."""

    def __init__(self, zone, addresses, port, epoll):
        self.epoll = epoll
        self.question = dns.question(zone, 'SOA')
        self.addresses, self.port = addresses, port
        self.turn = 0
        self.due = 0
        self.socket = None
        self.sent = b''
        self.serial = None
        self.at = None

    def step(self, now):
        """Ask again where it is time; at every address in turn, as one IP version may have no way."""
        if now < self.due:
            return
        self.due = now + EVERY
        self.close()
        address = self.addresses[self.turn % len(self.addresses)]
        self.turn += 1
        self.sent = dns.query(self.question)
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

    def receive(self, now):
        """Take in what has arrived, as of now."""
        try:
            while self.socket is not None:
                message = self.socket.recv(4096)
                if dns.answer_code(self.sent, message) == 'NOERROR':
                    serial = dns.soa_serial(self.sent, message)
                    if serial is not None:
                        self.serial, self.at = serial, now
        except BlockingIOError:
            pass
        except OSError:
            self.close()

    def close(self):
        if self.socket is not None:
            # It takes it out of epoll.
            self.socket.close()
            self.socket = None


class Freshness:
    """All zones of a site's servers. Without `maxStale` in the configuration nothing is ever stale."""

    def __init__(self, config, port, now, epoll):
        self.limit = config.get('maxStale')
        zones = {item['zone'] for item in config['checks']} if self.limit is not None else ()
        self.primaries = {zone: Primary(zone, config['primary'], port, epoll) for zone in zones}
        self.started = now
        # When the zone of a server was confirmed last.
        self.confirmed = {}

    def wakes_at(self):
        return min((primary.due for primary in self.primaries.values()), default=float('inf'))

    def owns(self, descriptor):
        return any(primary.owns(descriptor) for primary in self.primaries.values())

    def take(self, descriptor, now):
        """Something has come to a socket of this."""
        for primary in self.primaries.values():
            if primary.owns(descriptor):
                primary.receive(now)

    def step(self, now):
        for primary in self.primaries.values():
            primary.step(now)

    def problem(self, server, zone, serial, now):
        """Why an answer of a server with this serial does not count, or None."""
        primary = self.primaries.get(zone)
        if primary is None:
            return None
        key = (server, zone)
        if primary.serial is not None and serial is not None and not is_newer(primary.serial, serial):
            self.confirmed[key] = primary.at
        since = now - self.confirmed.get(key, self.started)
        if since <= self.limit:
            return None
        return f'its zone {zone} has not been confirmed with the primary for {self.limit:g} s'


def is_newer(serial, than):
    """RFC 1982, section 3.2."""
    return 0 < (serial - than) % (1 << 32) < 1 << 31
