"""Changing the configuration of routers that run, to what it should be: what is so already is left alone."""

import time

from . import conversation, nodes, wiring
from .vty import Vty

# While it is set, bgpd collects what changes of route-maps; setting it to nothing lets it act on all of that at once, which
# asks for routes and sends them anew where they may have become others (bgp_route_map_update_timer in FRR). In seconds.
COLLECT = "bgp route-map delay-timer 60"
ACT = "bgp route-map delay-timer 0"
DEFAULT = "no bgp route-map delay-timer"


def configure(request, _emit):
    """Change routers: {"routers": [{name, pid, daemon, path, content, changes: [{context, line, wanted, block?}], reset?: [address]}]}.

    The daemon's file is written first, so that one that is started again reads what it should. Changes are made in their
    order, in the one that runs; then bgpd's sessions with neighbours to `reset` begin anew. Answers
    [{node, changed, before, after}], or {node, error} for one that does not answer; `changed` counts the changes that were
    not so already.
    """
    return [configure_one(router) for router in request["routers"]]


def configure_one(router):
    conversation.go_on()
    before = time.monotonic_ns() // 1000
    try:
        nodes.check(router["name"], router["pid"])
        wiring.write_file(router["pid"], router["path"], router["content"])
        with Vty(router["name"], router["pid"], router["daemon"]) as daemon:
            changed = apply(daemon, router["changes"], collects=router["daemon"] == "bgpd")
            for address in router.get("reset", ()):
                daemon.run(f"clear bgp {address}")
    except (OSError, nodes.NodeError) as error:
        return {"node": router["name"], "error": str(error)}
    return {"node": router["name"], "changed": changed, "before": before, "after": time.monotonic_ns() // 1000}


def apply(daemon, changes, collects=True):
    """`collects`: it is bgpd, which has route-maps."""
    daemon.run("enable")
    present = parse(daemon.run("show running-config"))
    missing = [change for change in changes if not holds(change, present)]
    # Left behind by an agent that was killed half-way.
    if not missing and COLLECT not in present.get((), {}):
        return 0
    daemon.run("configure terminal")
    if collects:
        daemon.run(COLLECT)
    try:
        for change in missing:
            make(daemon, change, present)
    finally:
        for command in ("end", "configure terminal", ACT, DEFAULT, "end") if collects else ("end",):
            daemon.run(command)
    return len(missing)


def make(daemon, change, present):
    line, block = change["line"], change.get("block")
    context = tuple(change["context"])
    for outer in context:
        daemon.run(outer)
    there = normal(line) in present.get(context, {})
    if there and (block is not None or not change["wanted"]):
        daemon.run(f"no {line}")
    if change["wanted"]:
        daemon.run(line)
        for inner in block or ():
            daemon.run(inner)
        if block is not None:
            daemon.run("exit")
    for _ in context:
        daemon.run("exit")


def holds(change, present):
    context, line = tuple(change["context"]), normal(change["line"])
    below = present.get(context, {}).get(line)
    if not change["wanted"]:
        return below is None
    if "block" not in change:
        return below is not None
    return below is not None and below == {normal(inner) for inner in change["block"]}


def parse(text):
    """A configuration as {the lines above: {line: {lines below it}}}; what is indented stands below what is not."""
    found, path = {(): {}}, []
    for raw in text.splitlines():
        line = normal(raw)
        if not line or line in ("!", "exit", "end", "exit-address-family"):
            continue
        path = path[: len(raw) - len(raw.lstrip(" "))]
        found.setdefault(tuple(path), {})[line] = set()
        if path:
            found[tuple(path[:-1])][path[-1]].add(line)
        path.append(line)
    return found


def normal(line):
    """A line in one form: FRR writes the communities of a line in an order of its own."""
    words = line.split()
    if words[:2] in (["set", "community"], ["set", "large-community"]):
        words[2:] = sorted(words[2:])
    return " ".join(words)
