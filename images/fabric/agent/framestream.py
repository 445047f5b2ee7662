"""Frame Streams, by which dnstap comes: the receiving side (https://farsightsec.github.io/fstrm/, control.h).

A frame is its length in four octets, and so many octets; a length of 0 announces a control frame, which has a length of its own.
"""

import struct

LENGTH = struct.Struct(">I")
CONTENT_TYPE = b"protobuf:dnstap.Dnstap"
ACCEPT, START, STOP, READY, FINISH = 1, 2, 3, 4, 5
FIELD_CONTENT_TYPE = 1
# A message of DNS is at most 64 KiB; longer than two of them with something around is none of ours.
LONGEST = 1 << 18


class Receiver:
    """What one sender sends, piece by piece."""

    def __init__(self):
        self.rest = b""

    def take(self, data):
        """The frames that are complete by now, and what is to be answered. Raises ValueError where this is no such stream."""
        self.rest += data
        frames, answer = [], b""
        at = 0
        while (found := self.frame_at(at)) is not None:
            control, frame, at = found
            if not control:
                frames.append(frame)
                continue
            kind = LENGTH.unpack_from(frame)[0]
            if kind == READY:
                answer += control_frame(ACCEPT, CONTENT_TYPE)
            elif kind == STOP:
                answer += control_frame(FINISH)
        self.rest = self.rest[at:]
        return frames, answer

    def frame_at(self, at):
        """(whether it is a control frame, its octets, where the next begins); None: it is not there in whole."""
        head = at + LENGTH.size
        if len(self.rest) < head:
            return None
        length = LENGTH.unpack_from(self.rest, at)[0]
        control = length == 0
        if control:
            if len(self.rest) < head + LENGTH.size:
                return None
            length = LENGTH.unpack_from(self.rest, head)[0]
            head += LENGTH.size
        if length > LONGEST or (control and length < LENGTH.size):
            raise ValueError(f"a frame of {length} octets is none of dnstap")
        end = head + length
        return (control, self.rest[head:end], end) if end <= len(self.rest) else None


def control_frame(kind, content_type=None):
    body = LENGTH.pack(kind)
    if content_type is not None:
        body += LENGTH.pack(FIELD_CONTENT_TYPE) + LENGTH.pack(len(content_type)) + content_type
    return LENGTH.pack(0) + LENGTH.pack(len(body)) + body
