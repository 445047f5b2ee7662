"""The least of DNS (RFC 1035) that tells whether a server does its work: a zone's SOA."""

import os
import struct

TYPE_SOA, CLASS_IN = 6, 1
RCODES = ('NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED')


def soa_question(zone):
    labels = zone.encode('ascii').split(b'.')
    return b''.join(bytes([len(label)]) + label for label in labels) + b'\0' + struct.pack('!2H', TYPE_SOA, CLASS_IN)


def query(question):
    """A query with a fresh id."""
    return os.urandom(2) + struct.pack('!5H', 0, 1, 0, 0, 0) + question


def answer_code(sent, message):
    """The response code of the answer to a query, by name; None where the message is something else."""
    question = sent[12:]
    if len(message) < 12 or message[:2] != sent[:2] or not message[2] & 0x80:
        return None
    if message[4:6] != b'\0\1' or message[12:12 + len(question)].lower() != question.lower():
        return None
    code = message[3] & 15
    return RCODES[code] if code < len(RCODES) else f'RCODE{code}'


def soa_serial(message):
    """The serial of the first SOA record in the answer section; None where there is none."""
    try:
        questions, answers = struct.unpack_from('!2H', message, 4)
        at = 12
        for _ in range(questions):
            at = skip_name(message, at) + 4
        for _ in range(answers):
            at = skip_name(message, at)
            kind, _, _, length = struct.unpack_from('!HHIH', message, at)
            at += 10
            if kind == TYPE_SOA:
                return struct.unpack_from('!I', message, skip_name(message, skip_name(message, at)))[0]
            at += length
    except (struct.error, IndexError):
        pass
    return None


def skip_name(message, at):
    """Where a name ends; a pointer (RFC 1035, section 4.1.4) is its end."""
    while message[at]:
        if message[at] & 0xC0:
            return at + 2
        at += 1 + message[at]
    return at + 1
