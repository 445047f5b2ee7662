"""FRR's vty protocol, as vtysh speaks it, over a daemon's socket in a node.

A command ends with a NUL; its output ends with three NULs and one byte of status (0 is success; see vtysh.c and
command.h in FRR).
"""

import socket
import time

from . import nodes


class Vty:
    """A session with one daemon of a node; a context manager."""

    def __init__(self, name, pid, daemon, timeout=5.0):
        self.name = f"{name}'s {daemon}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        self.socket.settimeout(timeout)
        self.socket.connect(f"{nodes.root(pid)}/run/frr/{daemon}.vty")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def run(self, command):
        """Run one command and return what it prints; raises NodeError where FRR refuses it."""
        self.socket.sendall(command.encode() + b"\0")
        answer = bytearray()
        while len(answer) < 4 or answer[-4:-1] != b"\0\0\0":
            part = self.socket.recv(65536)
            if not part:
                raise nodes.NodeError(f"{self.name} closed the session during `{command}`")
            answer += part
        text = answer[:-4].decode(errors="replace")
        if answer[-1] != 0:
            raise nodes.NodeError(f"{self.name} refused `{command}`: {text.strip() or 'no reason given'}")
        return text

    def run_timed(self, command):
        """Run one command; microseconds of CLOCK_MONOTONIC before it was sent and after it was done."""
        before = time.monotonic_ns() // 1000
        self.run(command)
        return before, time.monotonic_ns() // 1000
