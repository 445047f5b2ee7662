"""What a site's health check has found: it keeps that in a file in its router (images/router/health)."""

import json
import os
import time

from . import nodes


def is_missing(pid):
    """Whether a router has servers to check, and nothing has been found yet: its health check is not up."""
    return os.path.exists(f"{nodes.root(pid)}/etc/anycast-lab/health.json") and read(pid) is None


def read(pid):
    """The file's {checks, changes, beat}, and `now` in microseconds of the same clock; None where there is no such file."""
    try:
        with open(f"{nodes.root(pid)}/run/anycast-health.json", encoding="ascii") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return None
    return {**found, "now": time.monotonic_ns() // 1000}
