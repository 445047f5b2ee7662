"""What the DNS daemons of nodes have counted themselves: each asked over its own control channel, all of them at once."""

import contextlib
import select
import socket
import time

from . import daemons, nodes

# The longest that all of them together may take, in seconds; a daemon that hangs takes that long, and has no figures.
PATIENCE = 0.3


def read(request, _emit):
    """{"nodes": [{name, pid, kind}]}, `kind` as in daemons.py: answers [{node, at, queries, hits, misses}], counted since each daemon was
    started, `at` in microseconds of CLOCK_MONOTONIC, or {node, error}. `hits` and `misses` are 0 where nothing is kept. Of the kind
    `health` it is [{node, at, text}].
    """
    asked = [Asked(node) for node in request["nodes"]]
    waiting = {}
    deadline = time.monotonic() + PATIENCE
    with contextlib.ExitStack() as sockets, select.epoll() as epoll:
        for each in asked:
            try:
                sockets.enter_context(each.ask())
            except (OSError, nodes.NodeError) as error:
                each.found = each.failure(error)
                continue
            epoll.register(each.socket, select.EPOLLIN)
            waiting[each.socket.fileno()] = each
        while waiting and (left := deadline - time.monotonic()) > 0:
            for descriptor, _ in epoll.poll(left):
                if waiting[descriptor].receive():
                    epoll.unregister(descriptor)
                    del waiting[descriptor]
    return [each.found for each in asked]


class Asked:
    """One daemon, which answers once."""

    def __init__(self, node):
        self.node = node
        self.daemon = daemons.KINDS[node["kind"]]
        self.socket = None
        self.answer = b""
        self.found = self.failure(f"no answer within {PATIENCE} s")

    def failure(self, why):
        return {"node": self.node["name"], "error": f"{self.node['kind']} does not say: {why}"}

    def ask(self):
        name, pid = self.node["name"], self.node["pid"]
        nodes.check(name, pid)
        at = self.daemon.at
        if isinstance(at, str):
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
            at = nodes.root(pid) + at
        else:
            self.socket = nodes.open_socket(pid, socket.AF_INET, socket.SOCK_STREAM)
        # The kernel does both for the daemon, whether that hangs or not.
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(at)
            self.socket.sendall(self.daemon.question)
        except OSError:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        return self.socket

    def receive(self):
        """Whether the answer has its end."""
        try:
            while part := self.socket.recv(65536):
                self.answer += part
        except BlockingIOError:
            if not self.daemon.is_whole(self.answer):
                return False
        except OSError as error:
            self.found = self.failure(error)
            return True
        try:
            counted = self.daemon.read(self.answer)
            self.found = {"node": self.node["name"], "at": time.monotonic_ns() // 1000, **counted}
        except (ValueError, LookupError) as error:
            self.found = self.failure(error)
        return True
