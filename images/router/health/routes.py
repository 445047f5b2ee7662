"""The kernel's routes to the servers."""

import subprocess

# Before a command that failed is tried again, and the longest that one may take; in seconds.
RETRY, PATIENCE = 1, 5


def command(prefix, hops):
    """The `ip` command that leaves a prefix these next hops and no others.

    What is deleted has to be a route that `ip` made, as the fabric did: bgpd may have put another site's in its place.
    """
    if not hops:
        return ['ip', 'route', 'del', prefix, 'proto', 'boot']
    if len(hops) == 1:
        return ['ip', 'route', 'replace', prefix, 'via', hops[0]]
    return ['ip', 'route', 'replace', prefix, *(word for hop in hops for word in ('nexthop', 'via', hop))]


def run(words):
    """Why a command failed, or None."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    # A route that is to go and is gone already (a link that went down took it along) is as it should be.
    if done.returncode == 0 or (words[2] == 'del' and 'No such process' in done.stderr):
        return None
    return done.stderr.strip() or f'exit code {done.returncode}'


class Routes:
    """The next hops of each prefix as they were last written, and those that could not be."""

    def __init__(self, hops, complain):
        """`hops`: prefix to addresses, as far as they are known to be in the kernel. `complain` is called with what went wrong."""
        self.written = dict(hops)
        self.complain = complain
        self.complained = {}
        self.retry_at = {}

    def keep(self, wanted, now):
        """Bring the kernel to what is wanted."""
        for prefix, hops in wanted.items():
            if self.written.get(prefix) == hops or now < self.retry_at.get(prefix, now):
                continue
            words = command(prefix, hops)
            problem = run(words)
            if problem is None:
                self.written[prefix] = hops
                self.retry_at.pop(prefix, None)
            else:
                self.retry_at[prefix] = now + RETRY
                if self.complained.get(prefix) != problem:
                    self.complain(f'`{" ".join(words)}` failed: {problem}')
            self.complained[prefix] = problem
