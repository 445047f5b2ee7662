"""What a site's health check has found: it keeps that in a file in its router (images/router/health)."""

import json
import time

from . import nodes


def read(pid):
    """The file's {checks, changes}, and `now` in microseconds of the same clock; None where there is no such file."""
    try:
        with open(f"{nodes.root(pid)}/run/anycast-health.json", encoding="ascii") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return None
    return {**found, "now": time.monotonic_ns() // 1000}
