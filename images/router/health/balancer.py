"""Tells a balancer which of its back ends are in, where its own checks cannot see what counts.

It is told by a question: for the address of a name that has a digit for each back end, 1 for in, below SUFFIX. What takes it is in dnsdist.conf
(src/render/told-backends.ts). It is told again every second, as one that was started anew has all of them in.
"""

import dns
from asking import Asking

# Both programs know it.
SUFFIX = 'backends.anycast-lab'

# Until it is told again, once it has said that it has heard and before that; in seconds.
EVERY, RETRY = 1, 0.2

# The longest label of a name (RFC 1035, section 2.3.4).
LONGEST = 63


def name_of(digits):
    labels = [digits[at:at + LONGEST] for at in range(0, len(digits), LONGEST)]
    return '.'.join([*labels, SUFFIX])


class Balancer:
    def __init__(self, address, checks, port, epoll):
        """`checks`: for each service all back ends, in the balancer's order."""
        self.address = address
        self.checks = checks
        self.asking = Asking(port, epoll)
        self.told = None
        self.told_at = self.due = 0

    def wakes_at(self):
        return self.due

    def wanted(self, stays):
        """A digit for each back end. It is in where it is healthy for all services, as it may be asked for each of them.

        `stays`: the site goes on answering without any that is healthy, by whatever it has.
        """
        healthy = {check.server: True for check in self.checks}
        for check in self.checks:
            healthy[check.server] = healthy[check.server] and check.verdict.healthy
        if stays and not any(healthy.values()):
            return '1' * len(healthy)
        return ''.join(str(int(each)) for each in healthy.values())

    def keep(self, stays, now):
        """Tell it, where that is something new or it is time."""
        wanted = self.wanted(stays)
        if wanted == self.told and now < self.due:
            return
        self.told, self.told_at, self.due = wanted, now, now + RETRY
        self.asking.ask(self.address, dns.question(name_of(wanted), 'A'))

    def take(self):
        """It has answered, or cannot be reached."""
        if self.asking.answers():
            self.due = self.told_at + EVERY
