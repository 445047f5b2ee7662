"""The conversation on stdin and stdout: whether whoever asked is still there."""

import select
import sys


class Abandoned(Exception):
    """Whoever asked has gone, or takes back what was asked."""


def poller():
    """A poll object that wakes up when stdin has ended, whatever still waits to be read from it.

    Both kinds of end: a pipe without a writer hangs up; a socket whose other side has only shut its half down does not.
    """
    poll = select.poll()
    poll.register(sys.stdin, select.POLLRDHUP)
    return poll


def go_on():
    """Raises Abandoned where stdin has ended: an engine does not end a program when its client goes."""
    if poller().poll(0):
        raise Abandoned("stopped half-way, as nobody waits for it any more")
