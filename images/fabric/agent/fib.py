"""A node's forwarding table, kept up to date from what its kernel tells."""

import socket

from . import nodes, rtnetlink


class Fib:
    """The routes of one node to some prefixes: the interfaces by which each is left, by prefix."""

    def __init__(self, name, pid, prefixes, follow=False, shared=()):
        """`follow`: subscribe to changes, to be read with `read`; subscribed first, so that none falls in between. `shared`:
        interfaces with more than one router behind them, which are named with the gateway."""
        self.name = name
        self.prefixes = frozenset(prefixes)
        self.shared = frozenset(shared)
        self.names = nodes.interface_names(pid)
        groups = rtnetlink.RTMGRP_IPV4_ROUTE | rtnetlink.RTMGRP_IPV6_ROUTE if follow else 0
        self.changes = rtnetlink.open_route_socket(pid, groups)
        self.query = rtnetlink.open_route_socket(pid) if follow else self.changes
        self.routes = {}
        self.refresh()

    def refresh(self):
        """Read the whole table again."""
        self.routes = {}
        for family in rtnetlink.FAMILIES:
            for change in rtnetlink.dump_routes(self.query, family):
                self.apply(change)

    def close(self):
        """Let go of the node's network namespace."""
        self.changes.close()
        self.query.close()

    def apply(self, change):
        """Take in one change; True where it is about one of the prefixes."""
        if change.prefix not in self.prefixes:
            return False
        by_metric = self.routes.setdefault(change.prefix, {})
        known = by_metric.get(change.metric, frozenset())
        if change.removed:
            by_metric[change.metric] = known - change.hops
        elif change.appended:
            by_metric[change.metric] = known | change.hops
        else:
            by_metric[change.metric] = change.hops
        return True

    def read(self):
        """Changes that have arrived: yields the prefixes they are about."""
        try:
            data = self.changes.recv(1 << 18, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        for kind, flags, message in rtnetlink.messages(data):
            change = rtnetlink.parse_route(kind, flags, message)
            if change and self.apply(change):
                yield change.prefix

    def interfaces(self, prefix):
        """Where packets for the prefix leave the node now: the names of the best route's interfaces, sorted.

        A shared one is named with the gateway's address behind it: `to-ix 10.0.9.3`.
        """
        by_metric = self.routes.get(prefix, {})
        best = min((metric for metric, hops in by_metric.items() if hops), default=None)
        if best is None:
            return []
        return sorted({self.label(index, gateway) for index, gateway in by_metric[best]})

    def label(self, index, gateway):
        name = self.names.get(index, f"if{index}")
        return f"{name} {gateway}" if name in self.shared else name
