"""When a server counts as healthy."""

# For how long a server may take to give its first answer, in seconds: in a large lab the routers run long before the last
# server does, and a site that withdrew meanwhile would only delay what it is there for.
GRACE = 60


class Verdict:
    """Whether a server is healthy: `fall` failures in a row say no, then `rise` successes in a row say yes.

    It is healthy until the check says otherwise, as its route is there before its router starts; failures count from its
    first answer on, whether that is good or not, or from GRACE after the start. Times are seconds of any clock that never goes back.
    """

    def __init__(self, fall, rise, now):
        self.fall = fall
        self.rise = rise
        self.counts_from = now + GRACE
        self.healthy = True
        self.in_a_row = 0

    def resume(self, healthy, now):
        """Go on with an earlier verdict: its server has been asked before, and failures count at once."""
        self.healthy = healthy
        self.counts_from = now

    def has_begun(self, now):
        """Whether failures count."""
        return now >= self.counts_from

    def begin(self, now):
        """It has answered, as it should or not."""
        self.counts_from = min(self.counts_from, now)

    def success(self, now):
        """Take in a check that went well; True where it changes the verdict."""
        self.begin(now)
        return self.count(True, self.rise)

    def failure(self, now):
        """Take in a check that failed; True where it changes the verdict."""
        return self.has_begun(now) and self.count(False, self.fall)

    def count(self, good, needed):
        if good == self.healthy:
            self.in_a_row = 0
            return False
        self.in_a_row += 1
        if self.in_a_row < needed:
            return False
        self.healthy = good
        self.in_a_row = 0
        return True
