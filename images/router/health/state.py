"""What the health check found: on stdout for people, and in a file for programs."""

import collections
import datetime
import json
import os
import time

# As many changes as the file keeps.
HISTORY = 50

# The file is written at least so often, in seconds, whatever a check's interval adds: whoever reads it knows that this lives.
BEAT = 1


WALL = '%Y-%m-%dT%H:%M:%S.%fZ'


class Since:
    """This moment, in microseconds of CLOCK_MONOTONIC and as people write it (ISO 8601, UTC)."""

    def __init__(self):
        self.at = time.monotonic_ns() // 1000
        self.clock = datetime.datetime.now(datetime.timezone.utc)

    def wall(self):
        return self.clock.strftime(WALL)

    @classmethod
    def saved(cls, at, wall):
        """One from a file."""
        since = cls()
        since.at, since.clock = at, datetime.datetime.strptime(wall, WALL)
        return since


def say(text):
    """A line in the container's log, stamped as FRR's are."""
    print(f'{Since().clock.strftime("%Y/%m/%d %H:%M:%S.%f")} HEALTH: {text}', flush=True)


class State:
    """The file: {"checks": [{server, prefix, family, healthy, since, sinceWall, lastError, answered, "behind"?: balancer}],
    "changes": [{at, wall, server, prefix, healthy, reason}], "phases": {prefix: phase}, "beat": when it was written}.

    `since`, `at` and `beat` are microseconds of CLOCK_MONOTONIC; `lastError` is why the last check failed, null where it did not;
    `answered` whether it ended with an answer that the server stands by, as it may not before it has read its zones; `changes` has the
    last ones only, oldest first. `phases` is there where the last site is to stay (see last_site.py), and holds the prefixes without a
    healthy server.
    """

    def __init__(self, path, checks):
        self.path = path
        self.checks = checks
        self.changes = collections.deque(maxlen=HISTORY)
        self.saved = None
        self.beat = 0

    def resume(self, now):
        """Go on where an earlier health check of this router left off; False where there was none.

        That was killed: its servers are up, or are not, and it may have been about to change a route.
        """
        try:
            with open(self.path, encoding='ascii') as file:
                found = json.load(file)
            if [what(check) for check in self.checks] != [(c['server'], c['prefix']) for c in found['checks']]:
                return False
            for check, saved in zip(self.checks, found['checks']):
                check.since = Since.saved(saved['since'], saved['sinceWall'])
                check.verdict.resume(saved['healthy'], now)
            self.changes.extend(found['changes'])
            return True
        except (OSError, ValueError, LookupError):
            return False

    def change(self, check, reason):
        """Note that a check's verdict has changed."""
        check.since = since = Since()
        healthy = check.verdict.healthy
        check.transitions['in' if healthy else 'out'] += 1
        self.changes.append({'at': since.at, 'wall': since.wall(), 'server': check.server, 'prefix': check.prefix,
                             'healthy': healthy, 'reason': reason})
        say(f'{check.server} is {"back in" if healthy else "out of"} {check.behind or check.prefix}: {reason}')

    def save(self, phases=None):
        """Write the file where it is not as it should be; it is whole whenever it is read."""
        checks = [{'server': check.server, 'prefix': check.prefix, 'family': check.family,
                   'healthy': check.verdict.healthy, 'since': check.since.at, 'sinceWall': check.since.wall(),
                   'lastError': check.last_error, 'answered': check.answered, **({'behind': check.behind} if check.behind else {})}
                  for check in self.checks]
        found = {'checks': checks, 'changes': list(self.changes), **({} if phases is None else {'phases': phases})}
        beat = Since().at
        if found == self.saved and beat < self.beat + BEAT * 1_000_000:
            return
        try:
            with open(self.path + '.new', 'w', encoding='ascii') as file:
                json.dump({**found, 'beat': beat}, file)
            os.replace(self.path + '.new', self.path)
            self.saved, self.beat = found, beat
        except OSError as error:
            say(f'cannot write {self.path}: {error}')


def what(check):
    return check.server, check.prefix
