"""Keeps the last site: for each prefix, what bgpd knows and says brought together with what the checks found."""

from last_site import GONE, LEAVING, SERVING, LastSite
from state import say

# Between two looks at bgpd while something is not as usual, in seconds.
PAUSE = 0.2

WORDS = {
    SERVING: 'is served again',
    LEAVING: 'has no healthy server: announced as the last choice of everybody until another site is heard of',
    GONE: 'is announced by another site: withdrawn here',
}


class Staying:
    def __init__(self, settle, families, bgp):
        """`families`: prefix to IP version, of all that is checked."""
        self.families = families
        self.bgp = bgp
        self.sites = {prefix: LastSite(settle) for prefix in families}
        # Those of which the neighbours may have to be told something.
        self.unsettled = set()
        self.due = 0
        self.problem = None

    def phases(self):
        """Prefix to phase, of those that are not served."""
        return {prefix: site.phase for prefix, site in self.sites.items() if site.phase != SERVING}

    def is_gone(self, prefix):
        return self.sites[prefix].phase == GONE

    def resume(self):
        """An earlier agent may have told bgpd anything."""
        self.unsettled = set(self.families)

    def wakes_at(self):
        return self.due if self.unsettled else float('inf')

    def keep(self, healthy, now):
        """Bring everything together: `healthy` are the prefixes that have a healthy server."""
        for prefix, site in self.sites.items():
            if (prefix in healthy) != (site.phase == SERVING) and prefix not in self.unsettled:
                self.unsettled.add(prefix)
                self.due = now
        if now < self.due:
            return
        for number, (prefix, family) in enumerate(self.families.items()):
            if prefix in self.unsettled:
                self.keep_one(prefix, family, number, prefix in healthy, now)
        self.due = now + PAUSE

    def keep_one(self, prefix, family, number, healthy, now):
        others, said = None, False
        try:
            others, said = self.bgp.look(family, prefix)
            if said == healthy:
                self.bgp.tell(family, prefix, number, not healthy)
                said = not healthy
            self.problem = None
        except (OSError, ValueError) as error:
            if str(error) != self.problem:
                self.problem = str(error)
                say(f'bgpd does not do as it is told: {error}')
        if self.sites[prefix].decide(healthy, others, said, now):
            say(f'{prefix} {WORDS[self.sites[prefix].phase]}')
        if healthy and others is not None and not said:
            self.unsettled.discard(prefix)
