"""Whether zones are as the primary has them: asked here of the primary, over the same network that the servers have them by.

A server's zone is confirmed when its serial is not older than the one that the primary last answered with, as of that answer. It is stale when it
has not been confirmed for `maxStale` seconds: because the primary does not answer this site, or because the server serves an older serial than it.
What the server itself knows of its last refresh it tells nobody by DNS, until the zone expires (RFC 1035, section 3.3.13).
"""

import dns
from asking import Asking

# Between two questions about one zone, to the primary or beside a check, in seconds.
EVERY = 1


class Serial:
    """The serial of one zone at a host: in its last answer, and when that came."""

    def __init__(self, zone, addresses, port, epoll):
        self.asking = Asking(port, epoll)
        self.question = dns.question(zone, 'SOA')
        self.addresses = addresses
        self.turn = 0
        self.due = 0
        self.serial = None
        self.at = None

    def step(self, now):
        """Ask again where it is time; at every address in turn, as one IP version may have no way."""
        if now < self.due:
            return
        self.due = now + EVERY
        self.asking.ask(self.addresses[self.turn % len(self.addresses)], self.question)
        self.turn += 1

    def receive(self, now):
        """Take in what has arrived, as of now."""
        for message in self.asking.answers():
            serial = dns.soa_serial(self.asking.sent, message)
            if serial is not None:
                self.serial, self.at = serial, now


class Freshness:
    """All zones of a site's servers. Without `maxStale` in the configuration nothing is ever stale."""

    def __init__(self, config, checks, port, now, epoll):
        self.limit = config.get('maxStale')
        checks = checks if self.limit is not None else ()
        self.primaries = {check.zone: Serial(check.zone, config['primary'], port, epoll) for check in checks}
        # Those whose checks ask for something else are asked for the serial besides.
        self.beside = {key_of(check): Serial(check.zone, [check.address], port, epoll)
                       for check in checks if not check.asks_serial}
        self.serials = [*self.primaries.values(), *self.beside.values()]
        self.started = now
        # When the zone of a server was confirmed last.
        self.confirmed = {}

    def wakes_at(self):
        return min((each.due for each in self.serials), default=float('inf'))

    def owns(self, descriptor):
        return any(each.asking.owns(descriptor) for each in self.serials)

    def take(self, descriptor, now):
        """Something has come to a socket of this."""
        for each in self.serials:
            if each.asking.owns(descriptor):
                each.receive(now)

    def step(self, now):
        for each in self.serials:
            each.step(now)

    def problem(self, check, now):
        """Why the answer that a check has had just now does not count, or None."""
        primary = self.primaries.get(check.zone)
        if primary is None:
            return None
        key = key_of(check)
        beside = self.beside.get(key)
        serial, at = (check.serial, now) if beside is None else (beside.serial, beside.at)
        if primary.serial is not None and serial is not None and not is_newer(primary.serial, serial):
            self.confirmed[key] = min(primary.at, at)
        since = now - self.confirmed.get(key, self.started)
        if since <= self.limit:
            return None
        return f'its zone {check.zone} has not been confirmed with the primary for {self.limit:g} s'


def key_of(check):
    return check.address, check.zone


def is_newer(serial, than):
    """RFC 1982, section 3.2."""
    return 0 < (serial - than) % (1 << 32) < 1 << 31
