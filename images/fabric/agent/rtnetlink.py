"""The part of rtnetlink (RFC 3549, linux/rtnetlink.h) that tells a node's routes: a dump, and the changes since."""

import collections
import os
import socket
import struct

from . import nodes

# A change to one route: `hops` are its next hops, each the index of the interface and the gateway's address (None: there is none).
RouteChange = collections.namedtuple("RouteChange", "removed appended family prefix metric hops")

NLMSG_ERROR, NLMSG_DONE = 2, 3
RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE = 24, 25, 26
NLM_F_REQUEST, NLM_F_DUMP, NLM_F_APPEND = 0x1, 0x300, 0x800
RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_MULTIPATH, RTA_TABLE = 1, 4, 5, 6, 9, 15
RTN_UNICAST = 1
RT_TABLE_MAIN = 254
RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_ROUTE = 0x40, 0x400
SO_RCVBUFFORCE = 33

HEADER = struct.Struct("=IHHII")
ROUTE = struct.Struct("=BBBBBBBBI")
NEXTHOP = struct.Struct("=HBBi")
FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
VERSIONS = {number: version for version, number in FAMILIES.items()}


def open_route_socket(pid, groups=0):
    """A routing socket in the node's namespace, subscribed to `groups`."""
    netlink = nodes.open_socket(pid, socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    if groups:
        # A lab converging all at once can outrun a reader for a moment; room for it costs nothing until used. Rootless,
        # the limit of the machine holds.
        try:
            netlink.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
        except PermissionError:
            netlink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    netlink.bind((0, groups))
    return netlink


def dump_routes(netlink, family):
    """All unicast routes of the main table, as RouteChanges."""
    body = ROUTE.pack(FAMILIES[family], 0, 0, 0, 0, 0, 0, 0, 0)
    netlink.send(HEADER.pack(HEADER.size + len(body), RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, 1, 0) + body)
    while True:
        for kind, flags, message in messages(netlink.recv(1 << 18)):
            if kind == NLMSG_DONE:
                return
            if kind == NLMSG_ERROR:
                raise OSError("the kernel refused to list routes")
            change = parse_route(kind, flags & ~NLM_F_APPEND, message)
            if change:
                yield change


def messages(data):
    """Split what one read returned: yields (type, flags, payload)."""
    offset = 0
    while offset + HEADER.size <= len(data):
        length, kind, flags, _sequence, _sender = HEADER.unpack_from(data, offset)
        yield kind, flags, data[offset + HEADER.size : offset + length]
        offset += (length + 3) & ~3


def parse_route(kind, flags, message):
    """The RouteChange that a message tells, or None where it is not of a unicast route in the main table."""
    if kind not in (RTM_NEWROUTE, RTM_DELROUTE):
        return None
    family, length, _source, _tos, table, _protocol, _scope, route_type, _flags = ROUTE.unpack_from(message)
    if family not in VERSIONS or route_type != RTN_UNICAST:
        return None
    destination = bytes(4 if family == socket.AF_INET else 16)
    metric = 0
    interface = gateway = None
    hops = []
    for attribute, value in attributes(message, ROUTE.size):
        if attribute == RTA_DST:
            destination = value
        elif attribute == RTA_OIF:
            interface = struct.unpack("=i", value)[0]
        elif attribute == RTA_GATEWAY:
            gateway = socket.inet_ntop(family, value)
        elif attribute == RTA_PRIORITY:
            metric = struct.unpack("=I", value)[0]
        elif attribute == RTA_TABLE:
            table = struct.unpack("=I", value)[0]
        elif attribute == RTA_MULTIPATH:
            hops.extend(multipath(family, value))
    if table != RT_TABLE_MAIN:
        return None
    return RouteChange(
        removed=kind == RTM_DELROUTE,
        appended=bool(flags & NLM_F_APPEND),
        family=VERSIONS[family],
        prefix=f"{socket.inet_ntop(family, destination)}/{length}",
        metric=metric,
        hops=frozenset(hops if interface is None else [(interface, gateway), *hops]),
    )


def attributes(data, offset):
    while offset + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, offset)
        yield kind & 0x3FFF, data[offset + 4 : offset + length]
        offset += (length + 3) & ~3


def multipath(family, value):
    offset = 0
    while offset + NEXTHOP.size <= len(value):
        length, _flags, _hops, index = NEXTHOP.unpack_from(value, offset)
        inside = attributes(value[: offset + length], offset + NEXTHOP.size)
        gateway = next((socket.inet_ntop(family, data) for kind, data in inside if kind == RTA_GATEWAY), None)
        yield index, gateway
        offset += (length + 3) & ~3
