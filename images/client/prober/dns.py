"""The few parts of DNS messages that the prober needs."""

import functools
import os
import struct

TYPES = {'A': 1, 'NS': 2, 'SOA': 6, 'TXT': 16, 'AAAA': 28}
RCODES = ('NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED')
OPT = 41  # RFC 6891
NSID = 3  # RFC 5001
UDP_SIZE = 1232  # what fits into IPv6's smallest MTU of 1280


def encode_question(name, qtype):
    """A question of class IN (RFC 1035, section 4.1.2)."""
    labels = [label.encode('ascii') for label in name.rstrip('.').split('.') if label]
    if any(len(label) > 63 for label in labels) or sum(len(label) + 1 for label in labels) > 254:
        raise ValueError('the name is longer than DNS allows')
    encoded = b''.join(bytes((len(label),)) + label for label in labels)
    return encoded + b'\0' + struct.pack('>HH', TYPES[qtype], 1)


def new_label():
    """A label that nobody has asked for before."""
    return b'\x0d' + b'u' + os.urandom(6).hex().encode('ascii')


@functools.lru_cache(64)
def encode_query(question):
    """A query less its id: recursion desired, and EDNS with an empty NSID option, which asks for the server's name."""
    header = struct.pack('>HHHHH', 0x0100, 1, 0, 0, 1)
    return header + question + struct.pack('>BHHIHHH', 0, OPT, UDP_SIZE, 0, 4, NSID, 0)


def skip_name(message, at):
    while message[at]:
        if message[at] >= 0xC0:
            return at + 2
        at += 1 + message[at]
    return at + 1


@functools.lru_cache(256)  # one server's answers differ in their ids only
def decode_answer(body, question):
    """(rcode, server or None) of a message less its id; ValueError when it does not answer this question."""
    flags, questions, *records = struct.unpack_from('>HHHHH', body)
    if not flags & 0x8000 or questions != 1 or not body.startswith(question, 10):
        raise ValueError('not an answer to this question')
    rcode, server, at = flags & 15, None, 10 + len(question)
    for _ in range(sum(records)):
        at = skip_name(body, at)
        kind, _, ttl, length = struct.unpack_from('>HHIH', body, at)
        at += 10
        if at + length > len(body):
            raise ValueError('cut short')
        if kind == OPT:
            rcode |= ttl >> 24 << 4
            server = find_nsid(body, at, at + length)
        at += length
    return RCODES[rcode] if rcode < len(RCODES) else f'RCODE{rcode}', server


def find_nsid(message, at, end):
    while at < end:
        code, length = struct.unpack_from('>HH', message, at)
        at += 4
        if code == NSID:
            return message[at:at + length].decode('ascii', 'backslashreplace')
        at += length
    return None
