"""The control channels of DNS daemons and of sites' health checks, as src/render configures them: where each is, how it is asked for its counters, and what it answers.

All of them are inside the node: a socket in its file system, which the group that the fabric is in may use, or 127.0.0.1.
"""

import json
import struct
from typing import Callable, NamedTuple


class Daemon(NamedTuple):
    # A path in the node, or its own (address, port).
    at: str | tuple[str, int]
    question: bytes
    # From all that it answers to {queries, hits, misses}, or to {text}; raises ValueError or LookupError.
    read: Callable[[bytes], dict[str, int | str]]
    # Whether that is all; most of them close the connection then.
    is_whole: Callable[[bytes], bool] = lambda answer: False


def counted(queries, hits=0, misses=0):
    return {"queries": int(queries), "hits": int(hits), "misses": int(misses)}


def http(port, path):
    return ("127.0.0.1", port), f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


def content(answer):
    head, _, text = answer.partition(b"\r\n\r\n")
    if head.split()[1:2] != [b"200"]:
        raise ValueError(head.splitlines()[0].decode(errors="replace") if head else "nothing")
    return text


def read_bind(answer):
    """BIND leaves out what it has not counted yet. TLS is among TCP."""
    stats = json.loads(content(answer))["nsstats"]
    return counted(stats.get("QryUDP", 0) + stats.get("QryTCP", 0))


def read_dnsdist(answer):
    stats = json.loads(content(answer))
    return counted(stats["queries"], stats["cache-hits"], stats["cache-misses"])


def read_health(answer):
    """A site's health check (images/router/health/exporter.py), which has text for Prometheus."""
    return {"text": content(answer).decode()}


def pairs(answer):
    """`name=value` lines, as NSD and Unbound print them."""
    found = dict(line.split("=", 1) for line in answer.decode().splitlines() if "=" in line)
    if not found:
        raise ValueError(answer.decode(errors="replace").strip() or "nothing")
    return found


def read_nsd(answer):
    return counted(pairs(answer)["num.queries"])


def read_unbound(answer):
    total = pairs(answer)
    return counted(total["total.num.queries"], total["total.num.cachehits"], total["total.num.cachemiss"])


# knotd's protocol (libknot/control/control.c): a unit is its type and, of two of the types, items: code, length, text.
DATA, EXTRA, BLOCK = 1, 2, 3
COMMAND, ERROR, SECTION, ITEM, ID, VALUE = 16, 18, 19, 20, 21, 26


def knot_item(code, text):
    return struct.pack("!BH", code, len(text)) + text.encode()


def knot_units(answer):
    """Each as {code: text}, up to the end of the block, with its type as `0`. What an extra one does not repeat still holds."""
    at, units = 0, []
    while at < len(answer):
        code = answer[at]
        at += 1
        if code <= BLOCK:
            units.append({**(units[-1] if code == EXTRA else {}), 0: code})
        else:
            (length,) = struct.unpack_from("!H", answer, at)
            units[-1][code] = answer[at + 2 : at + 2 + length].decode()
            at += 2 + length
    return units


def knot_is_whole(answer):
    """knotd waits for the next command after a block."""
    try:
        return knot_units(answer)[-1][0] == BLOCK
    except (struct.error, LookupError):
        return False


def read_knot(answer):
    """Queries only, not notices or transfers. It leaves out what it has not counted yet."""
    try:
        units = knot_units(answer)
    except struct.error as error:
        raise ValueError(f"an answer cut short: {error}") from None
    for unit in units:
        if ERROR in unit:
            raise ValueError(unit[ERROR])
    own = (unit for unit in units if unit.get(ITEM) == "server-operation" and unit.get(ID) == "query")
    return counted(sum(int(unit[VALUE]) for unit in own))


KINDS = {
    "nsd": Daemon("/tmp/nsd.ctl", b"NSDCT1 stats_noreset\n", read_nsd),
    "bind": Daemon(*http(8053, "/json/v1/server"), read_bind),
    "knot": Daemon(
        "/tmp/knot.sock",
        bytes([DATA]) + knot_item(COMMAND, "stats") + knot_item(SECTION, "mod-stats") + bytes([BLOCK]),
        read_knot,
        knot_is_whole,
    ),
    "unbound": Daemon("/tmp/unbound.ctl", b"UBCT1 stats_noreset\n", read_unbound),
    "dnsdist": Daemon(*http(8083, "/jsonstat?command=stats"), read_dnsdist),
    "health": Daemon(*http(9100, "/metrics"), read_health),
}
