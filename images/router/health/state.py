"""What the health check found: on stdout for people, and in a file for programs."""

import collections
import datetime
import json
import os
import time

# As many changes as the file keeps.
HISTORY = 50


class Since:
    """This moment, in microseconds of CLOCK_MONOTONIC and as people write it (ISO 8601, UTC)."""

    def __init__(self):
        self.at = time.monotonic_ns() // 1000
        self.clock = datetime.datetime.now(datetime.timezone.utc)

    def wall(self):
        return self.clock.strftime('%Y-%m-%dT%H:%M:%S.%fZ')


def say(text):
    """A line in the container's log, stamped as FRR's are."""
    print(f'{Since().clock.strftime("%Y/%m/%d %H:%M:%S.%f")} HEALTH: {text}', flush=True)


class State:
    """The file: {"checks": [{server, prefix, family, healthy, since, sinceWall, lastError}],
    "changes": [{at, wall, server, prefix, healthy, reason}]}.

    `since` and `at` are microseconds of CLOCK_MONOTONIC; `lastError` is why the last check failed, null where it did not;
    `changes` has the last ones only, oldest first.
    """

    def __init__(self, path, checks):
        self.path = path
        self.checks = checks
        self.changes = collections.deque(maxlen=HISTORY)
        self.saved = None

    def change(self, check, reason):
        """Note that a check's verdict has changed."""
        check.since = since = Since()
        healthy = check.verdict.healthy
        self.changes.append({'at': since.at, 'wall': since.wall(), 'server': check.server, 'prefix': check.prefix,
                             'healthy': healthy, 'reason': reason})
        say(f'{check.server} is {"back in" if healthy else "out of"} {check.prefix}: {reason}')

    def save(self):
        """Write the file where it is not as it should be; it is whole whenever it is read."""
        checks = [{'server': check.server, 'prefix': check.prefix, 'family': check.family,
                   'healthy': check.verdict.healthy, 'since': check.since.at, 'sinceWall': check.since.wall(),
                   'lastError': check.last_error} for check in self.checks]
        text = json.dumps({'checks': checks, 'changes': list(self.changes)})
        if text == self.saved:
            return
        try:
            with open(self.path + '.new', 'w', encoding='ascii') as file:
                file.write(text)
            os.replace(self.path + '.new', self.path)
            self.saved = text
        except OSError as error:
            say(f'cannot write {self.path}: {error}')
