"""The keys that zones are signed with, asked of the primary from within itself: what a resolver takes for its trust anchor."""

import base64
import contextlib
import socket
import struct
import time

from . import dns, nodes

TYPE_DNSKEY = 48
# Of a key that others vouch for (RFC 4034, section 2.1.1: zone key and secure entry point).
ENTRY_POINT = 257
# Before a query is sent again, in seconds.
RETRY = 0.2


def ask(request, _emit):
    """Ask {"node": {name, pid}, "address", "zones": [...], "timeout": seconds} until each zone has such a key.

    Answers {zone: ["257 3 13 base64", ...]}, in presentation form; a zone without any by then has an empty list.
    """
    node, deadline = request["node"], time.monotonic() + request["timeout"]
    nodes.check(node["name"], node["pid"])
    return {zone: keys_of(node["pid"], request["address"], zone, deadline) for zone in request["zones"]}


def keys_of(pid, address, zone, deadline):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with nodes.open_socket(pid, family, socket.SOCK_DGRAM) as sock:
        sock.connect((address, 53))
        while True:
            number, message = dns.question(zone, TYPE_DNSKEY)
            sock.settimeout(RETRY)
            with contextlib.suppress(OSError):
                sock.send(message)
                answer = sock.recv(4096)
                if dns.answer_code({number}, answer) == "NOERROR":
                    keys = entry_points(answer)
                    if keys:
                        return keys
                # Not signed yet.
                time.sleep(RETRY)
            if time.monotonic() >= deadline:
                return []


def entry_points(message):
    keys = (struct.unpack_from("!HBB", data) + (data[4:],) for data in dns.records(message, TYPE_DNSKEY))
    return [
        f"{flags} {protocol} {algorithm} {base64.b64encode(key).decode('ascii')}"
        for flags, protocol, algorithm, key in keys
        if flags == ENTRY_POINT
    ]
