"""What becomes of a prefix without a healthy server, where the last site is to stay."""

# It has healthy servers; it is announced, but as the last choice of everybody; it is withdrawn.
SERVING, LEAVING, GONE = 'serving', 'leaving', 'gone'


class LastSite:
    """The phase of one prefix.

    A site says that it is leaving before it is withdrawn, for `settle` seconds at least, in which the word gets everywhere; and it
    is withdrawn only while it hears of a site that has not said so. That one, if it leaves too, has said so later, and waits
    for another: so the last one to leave hears of nobody, and stays.
    """

    def __init__(self, settle):
        self.settle = settle
        self.phase = SERVING
        self.said_at = None

    def decide(self, healthy, others, said, now):
        """Take in what is known; True where the phase changes.

        `others`: of each path to another site whether that one is leaving; None: not known. `said`: whether bgpd tells the
        neighbours that this one is.
        """
        before = self.phase
        self.said_at = (self.said_at or now) if said else None
        if healthy:
            self.phase = SERVING
        elif before == SERVING:
            self.phase = LEAVING
        elif before == LEAVING:
            settled = self.said_at is not None and now - self.said_at >= self.settle
            if settled and others is not None and not all(others):
                self.phase = GONE
        elif others == []:
            # Nobody is left: this one is better than none.
            self.phase, self.said_at = LEAVING, now if said else None
        return self.phase != before
