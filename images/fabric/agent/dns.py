"""The least of DNS (RFC 1035) that tells whether a server answers: one question, and whether this is its answer."""

import secrets
import struct

TYPE_SOA, CLASS_IN = 6, 1
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def question(zone, kind=TYPE_SOA):
    """A query for the SOA, or another type, of a zone, and its id."""
    number = secrets.randbelow(1 << 16)
    name = b"".join(bytes([len(label)]) + label for label in zone.encode("ascii").split(b".") if label)
    return number, struct.pack("!6H", number, 0, 1, 0, 0, 0) + name + b"\0" + struct.pack("!2H", kind, CLASS_IN)


def answer_code(numbers, message):
    """The response code of an answer to one of the queries `numbers`, by name; None where it is something else."""
    if len(message) < 12:
        return None
    its_number, flags = struct.unpack_from("!2H", message)
    if its_number not in numbers or not flags & 0x8000:
        return None
    return RCODES.get(flags & 0xF, f"RCODE{flags & 0xF}")


def soa_serial(message):
    """The serial of the first SOA record in the answer section; None where there is none."""
    for data in records(message, TYPE_SOA):
        # Its two names may be pointers within this record alone, as far as their ends are concerned.
        return struct.unpack_from("!I", data, skip_name(data, skip_name(data, 0)))[0]
    return None


def records(message, wanted):
    """The data of the records of a type in the answer section; none of a message that is cut short."""
    found = []
    try:
        questions, answers = struct.unpack_from("!2H", message, 4)
        at = 12
        for _ in range(questions):
            at = skip_name(message, at) + 4
        for _ in range(answers):
            at = skip_name(message, at)
            kind, _, _, length = struct.unpack_from("!HHIH", message, at)
            at += 10
            if kind == wanted and at + length <= len(message):
                found.append(message[at : at + length])
            at += length
    except (struct.error, IndexError):
        pass
    return found


def skip_name(message, at):
    """Where a name ends; a pointer (RFC 1035, section 4.1.4) is its end."""
    while message[at]:
        if message[at] & 0xC0:
            return at + 2
        at += 1 + message[at]
    return at + 1
