"""The least of DNS (RFC 1035) that tells whether a server answers: one question, and whether this is its answer."""

import secrets
import struct

TYPE_SOA, CLASS_IN = 6, 1
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def question(zone):
    """A query for the SOA of a zone, and its id."""
    number = secrets.randbelow(1 << 16)
    name = b"".join(bytes([len(label)]) + label for label in zone.encode("ascii").split(b"."))
    return number, struct.pack("!6H", number, 0, 1, 0, 0, 0) + name + b"\0" + struct.pack("!2H", TYPE_SOA, CLASS_IN)


def answer_code(numbers, message):
    """The response code of an answer to one of the queries `numbers`, by name; None where it is something else."""
    if len(message) < 12:
        return None
    its_number, flags = struct.unpack_from("!2H", message)
    if its_number not in numbers or not flags & 0x8000:
        return None
    return RCODES.get(flags & 0xF, f"RCODE{flags & 0xF}")
