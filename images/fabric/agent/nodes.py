"""Reaching into a node from outside: its files, and sockets that live in its network namespace."""

import contextlib
import os
import socket


class NodeError(Exception):
    """A node is not there, or is not a node."""


def root(pid):
    """The node's file system, as seen from here."""
    return f"/proc/{pid}/root"


def network_namespace(pid):
    return f"/proc/{pid}/ns/net"


def check(name, pid):
    """Refuse a process that is not the first of a container.

    A node that has just died may have left its number to another process; whatever that is, it must not be given
    interfaces, and least of all when it is one of the host's.
    """
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            line = next(line for line in status if line.startswith("NSpid:"))
    except (OSError, StopIteration):
        raise NodeError(f"{name} is not running (process {pid} is gone)") from None
    inside = line.split()[1:]
    if len(inside) < 2 or inside[-1] != "1":
        raise NodeError(f"process {pid} is not the first process of a container, so it is not {name}")


@contextlib.contextmanager
def inside(pid):
    """In the node's network namespace for as long as the block lasts."""
    here = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        there = os.open(network_namespace(pid), os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.setns(there, os.CLONE_NEWNET)
        finally:
            os.close(there)
        try:
            yield
        finally:
            os.setns(here, os.CLONE_NEWNET)
    finally:
        os.close(here)


def open_socket(pid, family, kind, protocol=0):
    """A socket of the node's network namespace; it stays there when this process has gone back."""
    with inside(pid):
        return socket.socket(family, kind | socket.SOCK_CLOEXEC, protocol)


def interface_names(pid):
    """Index to name of a node's interfaces; an index is fixed as long as its interface lives."""
    with inside(pid):
        return dict(socket.if_nameindex())
