"""JSON lines on stdout."""

import json
import os

to_json = json.JSONEncoder(separators=(',', ':')).encode


# About a minute of 1,000 queries a second: a reader that stalls for longer is not coming back.
MOST = 8 * 2**20


class ReaderStalled(Exception):
    pass


class Output:
    """Lines to stdout. A reader that stalls must not stall the sending, so what it does not take is kept, up to a limit."""

    def __init__(self):
        self.records = []
        self.pending = bytearray()
        os.set_blocking(1, False)

    def write(self, record):
        self.records.append(record)

    def flush(self):
        for record in self.records:
            self.pending += to_json(record).encode() + b'\n'
        self.records.clear()
        try:
            while self.pending:
                del self.pending[:os.write(1, self.pending)]
        except BlockingIOError:
            if len(self.pending) > MOST:
                raise ReaderStalled from None

    def close(self):
        os.set_blocking(1, True)
        self.flush()
