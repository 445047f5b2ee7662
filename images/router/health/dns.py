"""The least of DNS (RFC 1035) that tells whether a server does its work: a question, and whether its answer is a good one."""

import ipaddress
import os
import struct

CLASS_IN = 1
TYPES = {'A': 1, 'NS': 2, 'CNAME': 5, 'SOA': 6, 'PTR': 12, 'MX': 15, 'TXT': 16, 'AAAA': 28}
RCODES = ('NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED')


def question(name, kind):
    labels = [label for label in name.encode('ascii').split(b'.') if label]
    return b''.join(bytes([len(label)]) + label for label in labels) + b'\0' + struct.pack('!2H', TYPES[kind], CLASS_IN)


def query(asked):
    """A query with a fresh id."""
    return os.urandom(2) + struct.pack('!5H', 0, 1, 0, 0, 0) + asked


def answer_code(sent, message):
    """The response code of the answer to a query, by name; None where the message is something else."""
    asked = sent[12:]
    if len(message) < 12 or message[:2] != sent[:2] or not message[2] & 0x80:
        return None
    if message[4:6] != b'\0\1' or message[12:12 + len(asked)].lower() != asked.lower():
        return None
    code = message[3] & 15
    return RCODES[code] if code < len(RCODES) else f'RCODE{code}'


def soa_serial(sent, message):
    """The serial of the SOA record in an answer; None where there is none."""
    try:
        return int(data(sent, message, 'SOA')[0].split()[-5])
    except (ValueError, IndexError):
        return None


def data(sent, message, kind):
    """The data of an answer's records of a type, as the plan writes it: names in lower case and without the final dot.

    Raises ValueError where the message is cut short or makes no sense.
    """
    found = []
    try:
        at = len(sent)
        for _ in range(struct.unpack_from('!H', message, 6)[0]):
            _, at = read_name(message, at)
            this, _, _, length = struct.unpack_from('!2HIH', message, at)
            at += 10
            if at + length > len(message):
                raise ValueError('cut short')
            if this == TYPES[kind]:
                found.append(READERS[kind](message, at, at + length))
            at += length
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None
    return found


def read_name(message, at):
    """A name and where it ends; pointers (section 4.1.4) lead backwards only, so that they come to an end."""
    labels, end, limit = [], None, len(message)
    while True:
        length = message[at]
        if length >= 0xC0:
            end = at + 2 if end is None else end
            at = struct.unpack_from('!H', message, at)[0] & 0x3FFF
            if at >= limit:
                raise ValueError('a pointer that leads nowhere')
            limit = at
        elif length == 0:
            return '.'.join(labels).lower(), at + 1 if end is None else end
        else:
            labels.append(message[at + 1:at + 1 + length].decode('ascii'))
            at += 1 + length


def read_address(message, at, end):
    return str(ipaddress.ip_address(message[at:end]))


def read_only_name(message, at, _end):
    return read_name(message, at)[0]


def read_mx(message, at, _end):
    return f'{struct.unpack_from("!H", message, at)[0]} {read_name(message, at + 2)[0]}'


def read_soa(message, at, _end):
    primary, at = read_name(message, at)
    mailbox, at = read_name(message, at)
    return ' '.join((primary, mailbox, *map(str, struct.unpack_from('!5I', message, at))))


def read_txt(message, at, end):
    text = b''
    while at < end:
        text += message[at + 1:at + 1 + message[at]]
        at += 1 + message[at]
    return text.decode('utf-8', 'replace')


READERS = {'A': read_address, 'AAAA': read_address, 'CNAME': read_only_name, 'MX': read_mx, 'NS': read_only_name,
           'PTR': read_only_name, 'SOA': read_soa, 'TXT': read_txt}
