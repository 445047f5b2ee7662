"""One capture of every link of the lab: all bridge ports are in the fabric's network namespace, so one clock sees all."""

import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time

from . import rtnetlink

# DNS over UDP, BGP (RFC 4271), and the ICMP errors that tell a sender of a loss: unreachable and time exceeded (RFC 792;
# RFC 4443, the type is the first octet behind the header of 40). Echo, neighbour discovery and the rest say nothing here.
FILTER = (
    "udp port 53 or tcp port 179"
    " or (icmp and (icmp[0] == 3 or icmp[0] == 11)) or (icmp6 and (ip6[40] == 1 or ip6[40] == 3))"
)
# SLL2 names the port that each frame was seen at; a BGP message of 4096 octets is kept whole. The ring holds a second of
# 300 000 small frames; with blocks as large, a frame costs the kernel a copy and no wake-up. -Z root: changing to another
# user takes capabilities that the fabric does not have.
COMMAND = (
    *("tcpdump", "-i", "any", "-y", "LINUX_SLL2", "-n", "-Z", "root"),
    *("-s", "8192", "-B", "65536"),
)
# What tcpdump asks the kernel for: a block is handed over after this time at the latest, full or not.
RING_TIMEOUT = 1.0
COUNT = re.compile(r"^(\d+) packets? (captured|received by filter|dropped by kernel|dropped by interface)$", re.MULTILINE)

# How often the size of the file is looked at, in seconds: at a million packets a second it grows by 160 MB meanwhile.
LOOK_AT_SIZE = 1.0
# On the disk of the machine's engine so much is left to others, in octets.
LEAST_FREE = 1 << 30

RTM_NEWLINK = 16
IFLA_IFNAME = 3
RTMGRP_LINK = 1
IFINFO = struct.Struct("=BxHiII")


def capture(request, emit):
    """Capture into a file until stdin ends: {"file": path, "most": octets}. Reports {"capturing": true} once every frame is seen.

    Returns {ports, packets, dropped, full, began, ended}: names of the ports by index, also of those that came or went
    meanwhile; what was written, and what was seen and not written; whether it had to end before stdin did, as the file had
    grown to `most` or the disk was filling up; the clocks at both ends. No other request is served meanwhile.
    """
    links = open_link_socket()
    ports = {}
    note_present(ports)
    with subprocess.Popen(
        [*COMMAND, "-w", request["file"], FILTER],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # Its own group: an interrupt meant for the agent is not for it.
        start_new_session=True,
    ) as tcpdump:
        try:
            said = read_until_listening(tcpdump)
            began = read_clocks()
            emit({"capturing": True})
            more, full = follow_until_stdin_ends(tcpdump, links, ports, request)
            said += more
            ended = read_clocks()
            # What the kernel has not handed over yet would be lost without being counted.
            time.sleep(RING_TIMEOUT * 1.2)
            tcpdump.send_signal(signal.SIGINT)
            said += tcpdump.stderr.read().decode("utf-8", "replace")
        except BaseException:
            tcpdump.kill()
            raise
    note_present(ports)
    counts = {what: int(number) for number, what in COUNT.findall(said)}
    if tcpdump.returncode != 0 or "dropped by kernel" not in counts:
        raise OSError(f"tcpdump ended with {tcpdump.returncode}: {said.strip()}")
    return {
        "ports": ports,
        "packets": counts["captured"],
        "dropped": counts["dropped by kernel"] + counts.get("dropped by interface", 0),
        "full": full,
        "began": began,
        "ended": ended,
    }


def read_until_listening(tcpdump):
    said = b""
    while b"listening on" not in said:
        part = os.read(tcpdump.stderr.fileno(), 4096)
        if not part:
            raise OSError(f"tcpdump did not start: {said.decode('utf-8', 'replace').strip()}")
        said += part
    return said.decode("utf-8", "replace")


def follow_until_stdin_ends(tcpdump, links, ports, request):
    """What tcpdump said meanwhile, and whether the file could not grow any further."""
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    selector.register(links, selectors.EVENT_READ)
    selector.register(tcpdump.stderr, selectors.EVENT_READ)
    said = ""
    while True:
        ready = [key.fileobj for key, _ in selector.select(LOOK_AT_SIZE)]
        if links in ready:
            note_new(links.recv(1 << 18), ports)
        if sys.stdin in ready:
            return said, False
        if is_full(request):
            return said, True
        if tcpdump.stderr in ready:
            part = os.read(tcpdump.stderr.fileno(), 4096).decode("utf-8", "replace")
            said += part
            if not part:
                raise OSError(f"tcpdump ended by itself: {said.strip()}")


def is_full(request):
    disk = os.statvfs(os.path.dirname(request["file"]))
    return os.stat(request["file"]).st_size >= request["most"] or disk.f_bavail * disk.f_frsize < LEAST_FREE


def open_link_socket():
    """Tells of ports that are made while the capture goes on: a node that comes back has new ones."""
    links = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    links.setsockopt(socket.SOL_SOCKET, rtnetlink.SO_RCVBUFFORCE, 4 << 20)
    links.bind((0, RTMGRP_LINK))
    return links


def note_present(ports):
    ports.update((index, name) for index, name in socket.if_nameindex())


def note_new(data, ports):
    for kind, _flags, message in rtnetlink.messages(data):
        if kind != RTM_NEWLINK:
            continue
        _family, _type, index, _state, _change = IFINFO.unpack_from(message)
        for attribute, value in rtnetlink.attributes(message, IFINFO.size):
            if attribute == IFLA_IFNAME:
                ports[index] = value.rstrip(b"\0").decode("ascii", "replace")


def read_clocks():
    """{at, offset}: µs of CLOCK_MONOTONIC, and CLOCK_REALTIME less it in ns, from the closest of three readings."""
    readings = []
    for _ in range(3):
        before, real, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        readings.append((after - before, real - (before + after) // 2, after))
    _, offset, at = min(readings)
    return {"at": at // 1000, "offset": offset}
