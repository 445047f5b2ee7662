"""What routers do, and changing what a site's router announces."""

import json
import time

from . import health
from .nodes import NodeError
from .vty import Vty

# How long bgpd may take to let go of a withdrawn prefix, in seconds; a busy machine needs more than the usual 0.05.
REMOVAL = 5


def summarize(bgpd):
    """The state of each BGP session of a router by the neighbour's address, and the version of its tables.

    The version goes up whenever a best path changes.
    """
    states, version = {}, 0
    for summary in json.loads(bgpd.run("show bgp summary json")).values():
        if isinstance(summary, dict):
            version += summary.get("tableVersion", 0)
            states.update((address, peer["state"]) for address, peer in summary.get("peers", {}).items())
    return states, version


def originates(bgpd, family, prefix):
    """Whether a router announces a prefix as its own: configured to, with a route that lets it, and not to be drained."""
    table = json.loads(bgpd.run(f"show bgp ipv{family} unicast {prefix} json"))
    return any(path.get("sourced") and path.get("valid") and not drained(path) for path in table.get("paths", ()))


def drained(path):
    """Whether a path carries the community of a graceful shutdown (RFC 8326)."""
    return "graceful-shutdown" in path.get("community", {}).get("string", "").lower()


def look(request, _emit):
    """The state of routers: {"routers": [{name, pid, prefixes: [{family, prefix}]}]}.

    Answers [{node, version, sessions: {address: state}, originates: [prefix]}], or {node, error} for one that does not
    answer; `version` is FRR's. Both with `health`, see health.py.
    """
    return [{**look_at(router), "health": health.read(router["pid"])} for router in request["routers"]]


def look_at(router):
    try:
        with Vty(router["name"], router["pid"], "bgpd") as bgpd:
            own = [p["prefix"] for p in router["prefixes"] if originates(bgpd, p["family"], p["prefix"])]
            version = bgpd.run("show version").split()[1]
            states, _ = summarize(bgpd)
            return {"node": router["name"], "version": version, "sessions": states, "originates": own}
    except (OSError, ValueError, LookupError, NodeError) as error:
        return {"node": router["name"], "error": f"bgpd does not answer: {error}"}


def wait_for_removal(bgpd, family, prefix):
    """Wait until nothing is left of a prefix that has just been withdrawn.

    bgpd keeps the route until its next round of work, 50 ms later, marked as removed. FRR 10.3 crashes when the prefix is
    announced again before that (bgp_static_update, a null pointer).
    """
    deadline = time.monotonic() + REMOVAL
    while True:
        table = json.loads(bgpd.run(f"show bgp ipv{family} unicast {prefix} json"))
        if not any(path.get("removed") for path in table.get("paths", ())):
            return
        if time.monotonic() > deadline:
            raise NodeError(f"bgpd has not let go of {prefix} for {REMOVAL} s")
        time.sleep(0.005)


# `drain` is the route map of the node's configuration that marks a prefix for a graceful shutdown.
COMMANDS = {"announce": "network {}", "withdraw": "no network {}", "drain": "network {} route-map drain"}


def configure(request, verb):
    """Announce, withdraw or drain prefixes: {"name", "pid", "asn", "prefixes": [{"family": 4, "prefix": "192.0.2.0/24"}]}.

    Answers [{family, prefix, before, after}]: the microseconds of CLOCK_MONOTONIC just before bgpd was told and just
    after it had done so; the change took effect between the two.
    """
    instants = []
    with Vty(request["name"], request["pid"], "bgpd") as bgpd:
        for prefix in request["prefixes"]:
            wait_for_removal(bgpd, prefix["family"], prefix["prefix"])
        bgpd.run("enable")
        bgpd.run("configure terminal")
        bgpd.run(f"router bgp {request['asn']}")
        for prefix in request["prefixes"]:
            bgpd.run(f"address-family ipv{prefix['family']} unicast")
            before, after = bgpd.run_timed(COMMANDS[verb].format(prefix["prefix"]))
            instants.append({**prefix, "before": before, "after": after})
            bgpd.run("exit-address-family")
        bgpd.run("end")
    return instants
