"""A router's adjacencies in the OSPF of its network."""

import json

from .nodes import NodeError
from .vty import Vty

# By IP version: the daemon, and what it is asked.
DAEMONS = {4: ("ospfd", "show ip ospf neighbor json"), 6: ("ospf6d", "show ipv6 ospf6 neighbor json")}


def adjacencies(name, pid, family):
    """The state of the neighbour on each interface of a router that has one there: `Full` once all is exchanged."""
    daemon, command = DAEMONS[family]
    with Vty(name, pid, daemon) as ospf:
        ospf.run("enable")
        known = json.loads(ospf.run(command)).get("neighbors", {})
    if family == 6:
        return {neighbor["interfaceName"]: neighbor["state"] for neighbor in known}
    # ospfd names neighbours by their router ids, and an interface by its address too; `Full/-` has no designated router.
    return {
        neighbor["ifaceName"].split(":")[0]: neighbor["nbrState"].split("/")[0]
        for neighbors in known.values()
        for neighbor in neighbors
    }


def look(name, pid):
    """The same for both IP versions; nothing for a daemon that does not answer."""
    found = {}
    for family in DAEMONS:
        try:
            found[family] = adjacencies(name, pid, family)
        except (OSError, ValueError, LookupError, NodeError):
            found[family] = {}
    return found
