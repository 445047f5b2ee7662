"""Both sides of the lab's queries, as they happen: the packets on all links, and what servers and balancers tell of them (dnstap)."""

import base64
import contextlib
import errno
import os
import selectors
import signal
import socket
import subprocess
import sys
import time

from . import capture, framestream, nodes

# Where servers tell it (src/render/query-log.ts).
SOCKET = "/tmp/queries.sock"
# A server tells one listener only. Of the network namespace, so one in each fabric; gone with the process.
TAKEN = "\0anycast-lab-query-log"
# How often the time is told, in seconds: whoever follows goes by this machine's clock, and knows by it what cannot come any more.
TICK = 0.1
# A daemon that has nothing to tell does not notice that whoever listened before is gone: until it has begun, but no longer than this, it
# is given something, in seconds.
NUDGING, BETWEEN_NUDGES = 8, 1
# Asks for the root's NS, which is answered or refused in a few octets.
NUDGE = bytes.fromhex("000000000001000000000000" "00" "0002" "0001")
PIECE = 1 << 18


def follow(request, emit):
    """{"nodes": [{name, pid, address}]}: follows until stdin ends; returns {"busy": true} where somebody does so already.

    Events, any of these in one: `ports` (names by index, whenever there are new ones), `following` (every packet is seen from here
    on), `packets` (the next piece of a capture, base64), `open` and `closed` (names of nodes that began or ended to tell), `node`
    with `frames` (what it tells, base64 each), `now` (µs of CLOCK_REALTIME, which stamps all of it). Returns {"dropped": packets
    that were seen and not captured}. No other request is served meanwhile.
    """
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC))
        try:
            taken.bind(TAKEN)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return {"busy": True}
        selector = stack.enter_context(selectors.DefaultSelector())
        for node in request["nodes"]:
            listener = stack.enter_context(open_listener(node))
            stack.callback(remove, node)
            selector.register(listener, selectors.EVENT_READ, lambda ready, node=node: accept(ready, node, selector, emit))
        try:
            return follow_packets(selector, emit, request["nodes"])
        finally:
            for key in list(selector.get_map().values()):
                if isinstance(key.data, Sender):
                    key.fileobj.close()


def open_listener(node):
    """Whoever listened before is gone, and may have left its socket."""
    nodes.check(node["name"], node["pid"])
    remove(node)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
    path = nodes.root(node["pid"]) + SOCKET
    listener.bind(path)
    # The daemon has a user of its own.
    os.chmod(path, 0o666)
    listener.listen()
    return listener


def remove(node):
    with contextlib.suppress(OSError):
        os.unlink(nodes.root(node["pid"]) + SOCKET)


def accept(listener, node, selector, emit):
    with contextlib.suppress(BlockingIOError):
        connection, _ = listener.accept()
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ, Sender(node["name"], selector, emit))
        emit({"open": [node["name"]]})


class Sender:
    """A daemon that tells of its queries."""

    def __init__(self, name, selector, emit):
        self.name, self.selector, self.emit = name, selector, emit
        self.receiver = framestream.Receiver()

    def __call__(self, connection):
        try:
            data = connection.recv(PIECE)
            frames, answer = self.receiver.take(data)
            if frames:
                self.emit({"node": self.name, "frames": [base64.b64encode(frame).decode("ascii") for frame in frames]})
            # A few octets, once at either end: there is room for them.
            connection.sendall(answer)
        except BlockingIOError:
            return
        except (OSError, ValueError):
            data = b""
        if not data:
            self.selector.unregister(connection)
            connection.close()
            self.emit({"closed": [self.name]})


def follow_packets(selector, emit, those):
    links = capture.open_link_socket()
    ports = {}
    capture.note_present(ports)
    emit({"ports": ports})
    with (
        links,
        subprocess.Popen(
            [*capture.COMMAND, "-U", "-w", "-", "udp port 53"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as tcpdump,
    ):
        try:
            said = capture.read_until_listening(tcpdump)
            emit({"following": True})
            selector.register(tcpdump.stdout, selectors.EVENT_READ)
            selector.register(links, selectors.EVENT_READ)
            selector.register(sys.stdin, selectors.EVENT_READ)
            serve(selector, tcpdump, links, ports, emit, those)
            tcpdump.send_signal(signal.SIGINT)
            _, rest = tcpdump.communicate()
            said += rest.decode("utf-8", "replace")
        except BaseException:
            tcpdump.kill()
            raise
    counts = {what: int(number) for number, what in capture.COUNT.findall(said)}
    return {"dropped": counts.get("dropped by kernel", 0) + counts.get("dropped by interface", 0)}


def nudge(selector, those):
    """Ask those that have not begun, at an address of their own, from within: no link sees it."""
    begun = {key.data.name for key in selector.get_map().values() if isinstance(key.data, Sender)}
    for node in those:
        if node["name"] not in begun:
            with contextlib.suppress(OSError), nodes.open_socket(node["pid"], socket.AF_INET, socket.SOCK_DGRAM) as asking:
                asking.sendto(NUDGE, (node["address"], 53))


def serve(selector, tcpdump, links, ports, emit, those):
    """Until stdin ends."""
    told = 0
    nudges = iter(range(0, NUDGING, BETWEEN_NUDGES))
    began, next_nudge = time.monotonic(), next(nudges)
    while True:
        for key, _ in selector.select(TICK):
            if key.fileobj is sys.stdin:
                return
            if key.fileobj is tcpdump.stdout:
                piece = os.read(tcpdump.stdout.fileno(), PIECE)
                if not piece:
                    raise OSError(f"tcpdump ended by itself: {tcpdump.stderr.read().decode('utf-8', 'replace').strip()}")
                emit({"packets": base64.b64encode(piece).decode("ascii")})
            elif key.fileobj is links:
                known = dict(ports)
                capture.note_new(links.recv(PIECE), ports)
                if ports != known:
                    emit({"ports": ports})
            else:
                key.data(key.fileobj)
        if next_nudge is not None and time.monotonic() >= began + next_nudge:
            nudge(selector, those)
            next_nudge = next(nudges, None)
        now = time.time_ns() // 1000
        if now - told >= TICK * 1e6:
            told = now
            emit({"now": now})
