"""The processes of a node, found from outside, and signals to them."""

import contextlib
import os
import signal

from . import nodes


def of(pid):
    """The processes of the node whose first process is `pid`, that one left out: (number here, name of the program)."""
    namespace = os.readlink(f"/proc/{pid}/ns/pid")
    for entry in os.listdir("/proc"):
        # Whatever ends while it is looked at is not one of them any more.
        with contextlib.suppress(OSError):
            if entry.isdigit() and int(entry) != pid and os.readlink(f"/proc/{entry}/ns/pid") == namespace:
                yield int(entry), program(entry)


def program(pid):
    """The name of the program that a process runs. Some put their role behind it: `nsd: server 1`."""
    with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as comm:
        return comm.read().strip().split(":")[0]


def state(pid):
    """As ps has it: `S` asleep, `R` running, `T` stopped, `Z` dead and not yet reaped."""
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
        return stat.read().rpartition(")")[2].split()[0]


def running(node, programs):
    """Descriptors and states of a node's processes that run one of the programs; the caller closes the descriptors.

    A descriptor stays with its process: the number may be another's by the time of the signal.
    """
    found = []
    for pid, name in of(node["pid"]):
        if name in programs:
            with contextlib.suppress(OSError):
                descriptor = os.pidfd_open(pid)
                found.append((descriptor, state(pid), name))
    return [entry for entry in found if entry[1] != "Z"]


def idle(pid, programs):
    """Why none of the programs does anything in the node whose first process is `pid`; None where one does."""
    states = set()
    for process, name in of(pid):
        if name in programs:
            with contextlib.suppress(OSError):
                states.add(state(process))
    if states <= {"Z"}:
        return "it does not run"
    return "it is stopped" if states <= {"T", "Z"} else None


def send(descriptors, name):
    """Send a signal to processes, all of them at once as far as can be."""
    for descriptor in descriptors:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, getattr(signal, f"SIG{name}"))


def signal_programs(node, programs, name):
    """Send a signal to all processes of a node that run one of the programs; there must be one."""
    nodes.check(node["name"], node["pid"])
    found = running(node, programs)
    try:
        if not found:
            raise nodes.NodeError(f"{' or '.join(programs)} does not run in {node['name']}")
        send([descriptor for descriptor, _, _ in found], name)
    finally:
        for descriptor, _, _ in found:
            os.close(descriptor)
