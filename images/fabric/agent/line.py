"""A delay line for links, where the kernel has no netem: latency, jitter, loss and rate, by a process of its own.

A link on it has two bridges, one for each end, with nothing between them but this. Frames that a bridge hands up are taken from
it through a packet socket, kept until they are due, and sent out through the other bridge. As the ports stay on bridges, they can be cut,
blocked and captured as those of any link. In place of the first bridge, a port at an exchange has the end of a veth on the exchange's.

Started by `impairments`, which tells it over a socket what links there are; ends when there are none. One process does all links: at rest
it costs nothing, and a frame costs the same in any.
"""

import collections
import gc
import heapq
import json
import os
import random
import select
import socket
import struct
import sys
import time

# Of the network namespace, so one in each fabric; gone with the process, whatever its end.
ADDRESS = "\0anycast-lab-line"

# linux/if_packet.h, linux/if_ether.h and asm-generic/socket.h; Python has no names for them.
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 1, 15, 23
PACKET_MR_PROMISC = 1
ETH_P_ALL = 0x0003
SO_TIMESTAMPNS, SO_RCVBUFFORCE = 35, 33
TIMESPEC = struct.Struct("@ll")
ANCILLARY = socket.CMSG_SPACE(TIMESPEC.size)

# Before each frame: its checksum that is still to be computed, and how it is to be cut into segments (struct virtio_net_hdr).
# Handed on as it came: without it, what nodes leave to their network card would never be done.
OFFLOAD_HEADER = 10
LARGEST = OFFLOAD_HEADER + 14 + 65536

# Frames that come in a burst wait here for this process to be woken: some thousand large ones.
RECEIVE_BUFFER = 8 << 20
# How many frames of one link are taken in before those that are due are sent.
BATCH = 64
# How much waits for a link with a rate, in ns at that rate, as in the queue of a router; what comes then is dropped. As tbf's.
QUEUE = 100_000_000
# Frames on their way in one direction, so that no flood takes all memory.
MOST = 50_000
# A stamp that is further in the past is not that of an arrival: TCP notes on some of its frames when they were to leave.
OLDEST = 100_000_000


class Direction:
    """One way over a link. Frames never overtake each other, as on a wire: jitter is what they wait for one before them too."""

    __slots__ = ("index", "source", "target", "latency", "jitter", "loss", "per_octet", "frames", "free", "last")

    def __init__(self, index, source, target):
        self.index = index
        self.source = source
        self.target = target
        self.frames = collections.deque()
        self.free = self.last = 0

    def set(self, impairment):
        """Frames that are on their way keep the time at which they are due."""
        self.latency = int(impairment["latency"] * 1000)
        self.jitter = int(impairment["jitter"] * 1000)
        self.loss = impairment["loss"]
        rate = impairment["rate"]
        self.per_octet = 8e9 / rate if rate else 0

    def take(self, frame, at):
        """Note when a frame that came at a time is due, both in ns of CLOCK_MONOTONIC; true where it is the first to wait."""
        if self.loss and random.random() < self.loss:
            return False
        if self.per_octet:
            begins = max(at, self.free)
            if begins - at > QUEUE:
                return False
            at = self.free = begins + int((len(frame) - OFFLOAD_HEADER) * self.per_octet)
        if len(self.frames) >= MOST:
            return False
        due = at + self.latency
        if self.jitter:
            due += random.randint(-self.jitter, self.jitter)
        self.last = due = max(due, self.last)
        self.frames.append((due, frame))
        return len(self.frames) == 1


class Line:
    """All links, by the sockets that their frames come from, and the frames that are next."""

    def __init__(self):
        self.epoll = select.epoll()
        self.timer = os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)
        self.epoll.register(self.timer, select.EPOLLIN)
        self.links = {}
        self.directions = {}
        # (due, index, direction) of the first frame of each direction that has one.
        self.heap = []
        self.armed = 0
        self.count = 0
        self.offset = 0

    def configure(self, links):
        """Take over the links as they are to be; those that are there already keep what is on its way."""
        wanted = {(link["near"], link["far"]): link for link in links}
        for pair in self.links.keys() - wanted.keys():
            self.close(pair)
        for pair, link in wanted.items():
            if pair not in self.links:
                self.open(pair)
            # What leaves by the near port has come in at the far one.
            ends = [*([link["lan"]] if link["lan"] else []), *link["ports"]]
            near, far = (link["towards"][end["port"]] for end in ends)
            there, back = self.links[pair]
            there.set(far)
            back.set(near)

    def open(self, pair):
        near, far = (open_socket(bridge) for bridge in pair)
        both = []
        for source, target in ((near, far), (far, near)):
            direction = Direction(self.count, source, target)
            self.count += 1
            self.directions[source.fileno()] = direction
            self.epoll.register(source, select.EPOLLIN)
            both.append(direction)
        self.links[pair] = both

    def close(self, pair):
        for direction in self.links.pop(pair):
            self.epoll.unregister(direction.source)
            del self.directions[direction.source.fileno()]
            direction.frames.clear()
            direction.source.close()
        self.heap = [entry for entry in self.heap if entry[2].frames]
        heapq.heapify(self.heap)

    def receive(self, direction):
        source = direction.source
        for _ in range(BATCH):
            try:
                frame, ancillary, _, _ = source.recvmsg(LARGEST, ANCILLARY)
            except BlockingIOError:
                return
            except OSError:
                # The bridge was down for a moment; what is to be read is still there.
                return
            if direction.take(frame, self.received_at(ancillary)):
                heapq.heappush(self.heap, (direction.frames[0][0], direction.index, direction))

    def received_at(self, ancillary):
        now = time.monotonic_ns()
        if ancillary:
            seconds, nanoseconds = TIMESPEC.unpack_from(ancillary[0][2])
            stamp = seconds * 1_000_000_000 + nanoseconds - self.offset
            if 0 <= now - stamp < OLDEST:
                return stamp
        return now

    def send_due(self):
        heap = self.heap
        while heap and heap[0][0] <= time.monotonic_ns():
            _, index, direction = heap[0]
            _, frame = direction.frames.popleft()
            if direction.frames:
                heapq.heapreplace(heap, (direction.frames[0][0], index, direction))
            else:
                heapq.heappop(heap)
            try:
                direction.target.send(frame)
            except OSError:
                # A link that is cut, or cannot take more, loses what is on it.
                pass
        due = heap[0][0] if heap else 0
        if due != self.armed:
            self.armed = due
            os.timerfd_settime_ns(self.timer, flags=os.TFD_TIMER_ABSTIME, initial=due)

    def run(self, control):
        self.epoll.register(control, select.EPOLLIN)
        while True:
            ready = self.epoll.poll()
            # What stamps are from: set anew each time, as somebody may set the clock.
            self.offset = time.time_ns() - time.monotonic_ns()
            for descriptor, _ in ready:
                if descriptor in self.directions:
                    self.receive(self.directions[descriptor])
                elif descriptor == self.timer:
                    self.armed = -1
                    try:
                        os.read(self.timer, 8)
                    except BlockingIOError:
                        pass
                elif descriptor == control.fileno():
                    self.obey(control)
                    if control.fileno() < 0:
                        return
            self.send_due()

    def obey(self, control):
        """Take one line of links, and say whether they are as they are to be: `ok`, or what is wrong."""
        connection, _ = control.accept()
        with connection:
            # Whoever asks writes at once; frames wait meanwhile.
            connection.settimeout(1)
            try:
                with connection.makefile("rw", encoding="utf-8") as conversation:
                    try:
                        self.configure(json.loads(conversation.readline()))
                        answer = "ok"
                        if not self.links:
                            # Before whoever asked knows: the next who needs a delay line starts another.
                            control.close()
                    except (OSError, ValueError, LookupError) as error:
                        answer = f"{type(error).__name__}: {error}"
                    conversation.write(answer + "\n")
            except OSError:
                pass


def open_socket(bridge):
    """Takes every frame that the bridge, or veth, hands up, and hands it frames to send."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, 0)
    sock.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    sock.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except PermissionError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    index = socket.if_nametoindex(bridge)
    # A bridge hands up what is not for itself only while somebody listens to everything.
    sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct.pack("=iHH8x", index, PACKET_MR_PROMISC, 0))
    sock.bind((bridge, ETH_P_ALL))
    return sock


def main():
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    control.bind(ADDRESS)
    control.listen()
    # Nothing here makes cycles, and a collection would hold up frames.
    gc.disable()
    sys.stdout.write("ready\n")
    sys.stdout.close()
    Line().run(control)


if __name__ == "__main__":
    main()
