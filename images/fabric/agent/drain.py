"""Waiting until a site that is being drained gets no query any more."""

import select
import socket
import struct
import time

from . import conversation

ETH_P_ALL = 0x0003
IPV4, IPV6, UDP, DNS = 0x0800, 0x86DD, 17, 53

# A site is taken to be drained when so long no query has come, in seconds: twice the longest interval of a prober (--interval).
QUIET = 2.0


def wait(action):
    """Wait until no query for a service arrives at the site's servers: {"ports": [...], "addresses": [...], "deadline": seconds}.

    `ports` are the fabric's ends of the servers' interfaces. Health checks go to the servers' own addresses, and do not count.
    Raises Abandoned as soon as stdin ends.
    """
    wanted = {socket.inet_pton(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in action["addresses"]}
    poll = conversation.poller()
    taps = {}
    try:
        for port in action["ports"]:
            tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
            taps[tap.fileno()] = tap
            tap.bind((port, ETH_P_ALL))
            poll.register(tap, select.POLLIN)
        end = time.monotonic() + action["deadline"]
        last = time.monotonic()
        while (left := min(end, last + QUIET) - time.monotonic()) > 0:
            for descriptor, _ in poll.poll(left * 1000):
                if descriptor not in taps:
                    conversation.go_on()
                    continue
                packet, (_, protocol, *_) = taps[descriptor].recvfrom(128)
                if is_query(protocol, packet, wanted):
                    last = time.monotonic()
    finally:
        for tap in taps.values():
            tap.close()


def is_query(protocol, packet, wanted):
    """Whether this is a DNS query to one of the addresses, by its IP header (RFC 791, RFC 8200) and UDP port."""
    if protocol == IPV4 and len(packet) >= 20:
        header, destination, kind = (packet[0] & 0xF) * 4, packet[16:20], packet[9]
    elif protocol == IPV6 and len(packet) >= 40:
        header, destination, kind = 40, packet[24:40], packet[6]
    else:
        return False
    if kind != UDP or destination not in wanted or len(packet) < header + 4:
        return False
    return struct.unpack_from("!H", packet, header + 2)[0] == DNS
