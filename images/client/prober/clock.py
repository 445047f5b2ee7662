"""When a datagram was received."""

import socket
import struct
import time

SO_TIMESTAMPNS = 35  # asm-generic/socket.h; Python has no name for it
TIMESPEC = struct.Struct('@ll')


def monotonic_us():
    return time.monotonic_ns() // 1000


class Clock:
    """Puts the kernel's receive times, which are CLOCK_REALTIME, on CLOCK_MONOTONIC.

    Both are slewed alike, so their difference changes only when someone sets the clock. What was received around that
    moment may be on the old difference or the new: the one that makes sense is taken.
    """

    def __init__(self):
        self.offsets = (self.read_offset(),)

    @staticmethod
    def read_offset():
        """CLOCK_REALTIME less CLOCK_MONOTONIC in ns, from the closest of three readings."""
        readings = []
        for _ in range(3):
            before, real, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
            readings.append((after - before, real - (before + after) // 2))
        return min(readings)[1]

    def check(self):
        """To be called before each batch. A millisecond is far more than the readings differ by."""
        offset = self.read_offset()
        if abs(offset - self.offsets[0]) > 1_000_000:
            self.offsets = (offset, self.offsets[0])

    def received_at(self, ancillary, sent):
        """When the kernel took the datagram in; where that is not to be had, now."""
        now = monotonic_us()
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                seconds, nanoseconds = TIMESPEC.unpack_from(data)
                for offset in self.offsets:
                    kernel = (seconds * 1_000_000_000 + nanoseconds - offset) // 1000
                    if sent <= kernel <= now:
                        return kernel
        return now
