"""Doing things to a lab, each with the instant at which it took effect; and undoing whatever has been done."""

import functools
import os
import time

from . import conversation, drain, nodes, ports, processes, routing, spoil, wiring

# A bgpd that has lost one of these does not find its way back to a new one: where bfdd was, a session stays Idle (FRR 10.3).
BGPD_NEEDS = ("zebra", "bfdd")

# How long a killed process may take until it is gone, in seconds.
GONE = 5


def now():
    return time.monotonic_ns() // 1000


def act(request, emit):
    """Do one thing after another: {"actions": [{"do": name, ...}]}. Reports {"done": name} after each.

    Nothing more is done once stdin has ended: an order that nobody stands behind any more could come long after it was undone.

    Answers [{before, after}, ...], or with {prefix, family} for routes: the microseconds of CLOCK_MONOTONIC just before and just
    after; each took effect between the two.
    """
    instants = []
    for action in request["actions"]:
        conversation.go_on()
        before = now()
        own = ACTIONS[action["do"]](action)
        instants.extend(own if own is not None else [{"before": before, "after": now()}])
        emit({"done": action["do"]})
    return instants


def signal(action):
    processes.signal_programs(action, action["programs"], action["signal"])


def start(action):
    """Start a daemon again: the node's first process does, when a line names it."""
    deadline = time.monotonic() + GONE
    while processes_of(action, [action["program"]]):
        if time.monotonic() > deadline:
            raise nodes.NodeError(f"{action['program']} of {action['name']} has not ended for {GONE} s")
        time.sleep(0.005)
    wiring.tell([action], action["program"], GONE)


def spoil_zones(action):
    spoil.empty(action)
    restart(action)


def serve_spoilt(action):
    spoil.replace(action)
    restart(action)


def restart(action):
    """Kill a daemon and start it again: it reads its files anew."""
    processes.signal_programs(action, [action["program"]], "KILL")
    start(action)


def processes_of(action, programs):
    found = processes.running(action, programs)
    for descriptor, _, _ in found:
        os.close(descriptor)
    return [(state, name) for _, state, name in found]


def set_ports(action):
    ports.set_up(action["ports"], action["up"])


def block(action):
    ports.block(action["from"], action["to"])


def crash(action):
    """Nodes fall silent at one instant, and are killed: the kernel would close their sessions in good order otherwise."""
    for node in action["nodes"]:
        nodes.check(node["name"], node["pid"])
    descriptors = [os.pidfd_open(node["pid"]) for node in action["nodes"]]
    try:
        before = now()
        ports.set_up(action["silence"], False)
        ports.set_up(action["cut"], False)
        after = now()
        processes.send(descriptors, "KILL")
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return [{"before": before, "after": after}]


def route(action):
    return routing.configure(action, action["verb"])


ACTIONS = {
    "signal": signal,
    "start": start,
    "spoil": spoil_zones,
    "serve-spoilt": serve_spoilt,
    "ports": set_ports,
    "block": block,
    "crash": crash,
    "route": route,
    "drained": drain.wait,
}


def mend(request, _emit):
    """Undo what `act` can have done to the given nodes and ports, whether or not it is known to have been:
    {"nodes": [{name, pid, programs}], "ports": [...]}; `programs` are those that must run in the node, in the order in which they
    are started.

    Answers {"at", "mended": [{what, node, before, after}], "failed": [{node, reason}]}: `at` is the time before anything was done;
    what fails, of a node or a port, keeps nothing else from being mended. What is in order is left alone, so that it can be
    repeated. Announcements are the caller's to look after.
    """
    at = now()
    mended, failed = [], []

    def attempt(what, names, work):
        before = now()
        try:
            work()
        except (OSError, nodes.NodeError, ports.PortError) as error:
            failed.extend({"node": name, "reason": str(error)} for name in names)
        else:
            after = now()
            mended.extend({"what": what, "node": name, "before": before, "after": after} for name in names)

    cut = ports.down(request["ports"])
    if cut:
        attempt("carrier is back", cut, lambda: ports.set_up(cut, True))
    sources, targets = ports.blocked(request["ports"])
    if sources or targets:
        blocked = list(dict.fromkeys(sources + targets))
        attempt("frames pass again", blocked, lambda: ports.unblock(sources, targets))
    for node in request["nodes"]:
        try:
            nodes.check(node["name"], node["pid"])
            there = processes_of(node, node["programs"])
        except (OSError, nodes.NodeError) as error:
            failed.append({"node": node["name"], "reason": str(error)})
            continue
        stopped = sorted({name for state, name in there if state == "T"})
        if stopped:
            resume = functools.partial(processes.signal_programs, node, stopped, "CONT")
            attempt(f"{', '.join(stopped)} continued", [node["name"]], resume)
        present = {name for _, name in there}
        if "bgpd" in present and any(name in node["programs"] and name not in present for name in BGPD_NEEDS):
            attempt("bgpd ended", [node["name"]], functools.partial(processes.signal_programs, node, ["bgpd"], "KILL"))
            present.discard("bgpd")
        if spoil.kept(node):
            attempt("zones whole again", [node["name"]], functools.partial(spoil.put_back, node))
            for program in [program for program in node["programs"] if program in present]:
                attempt(f"{program} ended", [node["name"]], functools.partial(processes.signal_programs, node, [program], "KILL"))
                present.discard(program)
        for program in node["programs"]:
            if program not in present:
                attempt(f"{program} started", [node["name"]], functools.partial(start, {**node, "program": program}))
    return {"at": at, "mended": mended, "failed": failed}
