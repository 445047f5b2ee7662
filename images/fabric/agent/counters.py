"""What nodes' kernels have counted of UDP: for a DNS server, its queries and answers."""

import contextlib

from . import nodes

# proc_net_snmp: what the daemon took in and sent, and what came for it and found its queue full.
FIELDS = {"received": "InDatagrams", "sent": "OutDatagrams", "overflowed": "RcvbufErrors"}


def count(request, _emit):
    """Counters since each node started: {"nodes": [{name, pid}]}, as [{node, received, sent, overflowed}] by IP version in one
    sum; a node that has gone is left out."""
    counted = []
    for node in request["nodes"]:
        with contextlib.suppress(OSError, ValueError, LookupError, nodes.NodeError):
            nodes.check(node["name"], node["pid"])
            counted.append({"node": node["name"], **counters(node["pid"])})
    return counted


def counters(pid):
    with open(f"/proc/{pid}/net/snmp", encoding="ascii") as file:
        four = parse(file.read())
    with open(f"/proc/{pid}/net/snmp6", encoding="ascii") as file:
        six = dict(line.split() for line in file if line.startswith("Udp6"))
    return {name: int(four[field]) + int(six[f"Udp6{field}"]) for name, field in FIELDS.items()}


def parse(text):
    """The line of names for UDP, and that of its values."""
    names, values = (line.split()[1:] for line in text.splitlines() if line.startswith("Udp: "))
    return dict(zip(names, values))
