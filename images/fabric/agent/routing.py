"""What routers do, and changing what a site's router announces."""

import json
import time

from . import health, ospf
from .fib import Fib
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


def show(bgpd, family, prefix):
    return json.loads(bgpd.run(f"show bgp ipv{family} unicast {prefix} json"))


def originates(bgpd, family, prefix):
    """Whether a router announces a prefix as its own: configured to, and with a route that lets it."""
    table = show(bgpd, family, prefix)
    return any(path.get("sourced") and path.get("valid") for path in table.get("paths", ()))


def look(request, _emit):
    """The state of routers: {"routers": [{name, pid, igp, prefixes: [{family, prefix}]}]}.

    Answers [{node, version, sessions: {address: state}, adjacencies: {version: {interface: state}}, originates: [prefix]}], or
    {node, error} for one that does not answer; `version` is FRR's, and `adjacencies` is there where `igp` asks for it. Both with
    `health`, see health.py.
    """
    return [{**look_at(router), "health": health.read(router["pid"])} for router in request["routers"]]


def look_at(router):
    try:
        with Vty(router["name"], router["pid"], "bgpd") as bgpd:
            own = [p["prefix"] for p in router["prefixes"] if originates(bgpd, p["family"], p["prefix"])]
            version = bgpd.run("show version").split()[1]
            states, _ = summarize(bgpd)
        adjacencies = {"adjacencies": ospf.look(router["name"], router["pid"])} if router.get("igp") else {}
        return {"node": router["name"], "version": version, "sessions": states, **adjacencies, "originates": own}
    except (OSError, ValueError, LookupError, NodeError) as error:
        return {"node": router["name"], "error": f"bgpd does not answer: {error}"}


def paths(request, _emit):
    """The paths that routers know: {"routers": [{name, pid, shared}], "prefixes": [{family, prefix}]}, or "all" in place
    of the list; `shared` as in fib.py.

    Answers [{node, paths: {prefix: what bgpd tells of it}, interfaces: {prefix: [by which its packets leave]}}], or
    {node, error} for one that does not answer.
    """
    return [paths_of(router, request["prefixes"]) for router in request["routers"]]


def paths_of(router, prefixes):
    try:
        with Vty(router["name"], router["pid"], "bgpd") as bgpd:
            shown = whole_table(bgpd) if prefixes == "all" else named(bgpd, prefixes)
        fib = Fib(router["name"], router["pid"], shown, shared=router["shared"])
        return {"node": router["name"], "paths": shown, "interfaces": {prefix: fib.interfaces(prefix) for prefix in shown}}
    except (OSError, ValueError, NodeError) as error:
        return {"node": router["name"], "error": f"bgpd does not answer: {error}"}


def named(bgpd, prefixes):
    return {p["prefix"]: show(bgpd, p["family"], p["prefix"]) for p in prefixes}


def whole_table(bgpd):
    """Each prefix as if it had been asked for by itself."""
    tables = (json.loads(bgpd.run(f"show bgp ipv{family} unicast detail json")) for family in (4, 6))
    return {
        prefix: {"paths": paths}
        for table in tables
        for prefix, paths in table.get("routes", {}).items()
    }


def wait_for_removal(bgpd, family, prefix):
    """Wait until nothing is left of a prefix that has just been withdrawn.

    bgpd keeps the route until its next round of work, 50 ms later, marked as removed. FRR 10.3 crashes when the prefix is
    announced again before that (bgp_static_update, a null pointer).
    """
    deadline = time.monotonic() + REMOVAL
    while True:
        table = show(bgpd, family, prefix)
        if not any(path.get("removed") for path in table.get("paths", ())):
            return
        if time.monotonic() > deadline:
            raise NodeError(f"bgpd has not let go of {prefix} for {REMOVAL} s")
        time.sleep(0.005)


def configure(request, verb):
    """Announce, withdraw or drain prefixes: {"name", "pid", "asn", "prefixes": [{"family": 4, "prefix": "192.0.2.0/24"}],
    "neighbors": [{"family", "address", "policy", "drain"}]}.

    To drain is to give each neighbour the routes through the route-map `drain` instead of `policy`, which also changes for
    prefixes that are not named. Answers [{family, prefix, before, after}]: the microseconds of CLOCK_MONOTONIC just before bgpd
    was told and just after it had done so; the change took effect between the two. What is as it should be is left alone, and
    not answered for.
    """
    with Vty(request["name"], request["pid"], "bgpd") as bgpd:
        bgpd.run("enable")
        present = bgpd.run("show running-config").splitlines()
        commands = list(COMMANDS[verb](request, {line.strip() for line in present}))
        for prefix in request["prefixes"]:
            wait_for_removal(bgpd, prefix["family"], prefix["prefix"])
        bgpd.run("configure terminal")
        bgpd.run(f"router bgp {request['asn']}")
        instants = {}
        for subject, command in commands:
            bgpd.run(f"address-family ipv{subject['family']} unicast")
            before, after = bgpd.run_timed(command)
            for prefix in request["prefixes"]:
                concerned = prefix["family"] == subject["family"] and subject.get("prefix") in (None, prefix["prefix"])
                if concerned and prefix["prefix"] not in instants:
                    instants[prefix["prefix"]] = {**prefix, "before": before, "after": after}
            bgpd.run("exit-address-family")
        bgpd.run("end")
    return list(instants.values())


def to_announce(request, present):
    """Each with what it is about: a neighbour, or a prefix."""
    for neighbor in request["neighbors"]:
        if policy(neighbor, "drain") in present:
            yield neighbor, policy(neighbor, "policy")
    for prefix in request["prefixes"]:
        if f"network {prefix['prefix']}" not in present:
            yield prefix, f"network {prefix['prefix']}"


def to_withdraw(request, present):
    for prefix in request["prefixes"]:
        if f"network {prefix['prefix']}" in present:
            yield prefix, f"no network {prefix['prefix']}"


def to_drain(request, _present):
    for neighbor in request["neighbors"]:
        yield neighbor, policy(neighbor, "drain")


COMMANDS = {"announce": to_announce, "withdraw": to_withdraw, "drain": to_drain}


def policy(neighbor, name):
    return f"neighbor {neighbor['address']} route-map {neighbor[name]} out"
