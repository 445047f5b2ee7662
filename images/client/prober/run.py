"""Queries at a constant rate, and what becomes of each."""

import collections
import errno
import os
import select
import socket
import struct
import time

from clock import SO_TIMESTAMPNS, Clock, monotonic_us
from dns import decode_answer, encode_query, new_label

# All but the sending is done for several queries at once, at least this often (and every few intervals): on a processor
# that wakes for each query, most of the cost is cold caches.
BATCH_US = 50_000
BATCH_SLOTS = 5
# For so long any host keeps a process from running now and then, whatever its rate; the gap is in the times of sending.
HICCUP_US = 10_000
# The host's own shortages: such a query says nothing about the network.
SHORTAGES = frozenset((errno.EAGAIN, errno.ENOBUFS, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL))
# linux/in.h, linux/in6.h and linux/socket.h; Python has no names for them.
RECVERR = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}
MSG_ERRQUEUE = 0x2000
UDP = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC
ANCILLARY = socket.CMSG_SPACE(128)
COUNTERS = ('sent', 'answered', 'late', 'lost', 'dropped', 'duplicates', 'mismatched', 'behind', 'maxLateness')


class Target:
    """An address to ask, the question in wire format, what reports call it, and what came of it."""

    __slots__ = ('label', 'family', 'sockaddr', 'question', 'is_new', 'spare', 'counts')

    def __init__(self, label, address, port, question, is_new):
        self.label = label
        self.family = socket.AF_INET6 if ':' in address else socket.AF_INET
        socket.inet_pton(self.family, address)  # raises OSError: no name is looked up here
        self.sockaddr = (address, port)
        self.question = question
        self.is_new = is_new
        self.spare = []
        self.counts = dict.fromkeys(COUNTERS, 0)

    def next_question(self):
        """The same every time, or for a name in its zone that nobody has asked for."""
        return new_label() + self.question if self.is_new else self.question


class Query:
    """One query from its sending until its late window closes. `error` is a name of errno."""

    __slots__ = ('target', 'seq', 'id', 'question', 'sent', 'socket', 'answered', 'error')

    def __init__(self, target, seq):
        self.target = target
        self.seq = seq
        self.question = target.next_question()
        self.id = os.urandom(2)
        self.sent = 0
        self.socket = None
        self.answered = False
        self.error = None


def name_of_errno(number):
    return errno.errorcode.get(number, str(number))


class Prober:
    """The queries under way, oldest first, and by file descriptor for what arrives."""

    def __init__(self, options, targets, output):
        self.interval = int(options.interval_ms * 1000)
        self.timeout = int(options.timeout_ms * 1000)
        self.lifetime = self.timeout + int(options.late_ms * 1000)
        self.targets = targets
        self.output = output
        self.clock = Clock()
        self.epoll = select.epoll()
        self.queries = collections.deque()
        self.by_fd = {}
        self.unanswered = 0
        self.stopping = False

    def watch_stdin(self):
        try:
            self.epoll.register(0, select.EPOLLIN)
        except OSError:
            pass  # not something that can be polled

    def open_socket(self, target):
        sock = socket.SocketType(target.family, UDP)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sock.setsockopt(*RECVERR[target.family], 1)
        self.epoll.register(sock.fileno(), select.EPOLLIN)
        return sock

    def open_spares(self):
        for target in self.targets:
            try:
                while len(target.spare) < BATCH_SLOTS:
                    target.spare.append(self.open_socket(target))
            except OSError:
                pass  # the query that finds no spare will say so

    def send(self, target, seq, deadline):
        query = Query(target, seq)
        try:
            query.socket = sock = target.spare.pop() if target.spare else self.open_socket(target)
            sock.connect(target.sockaddr)
            query.sent = monotonic_us()
            sock.send(query.id + encode_query(query.question))
        except OSError as error:
            self.fail(query, error)
        else:
            self.by_fd[sock.fileno()] = query
            self.queries.append(query)
            self.unanswered += 1
        counts, lateness = target.counts, query.sent - deadline
        counts['sent'] += 1
        counts['behind'] += lateness > max(self.interval, HICCUP_US)
        counts['maxLateness'] = max(counts['maxLateness'], lateness)

    def fail(self, query, error):
        """The query could not be sent: nothing to wait for."""
        query.sent = query.sent or monotonic_us()
        query.error = name_of_errno(error.errno)
        self.lose(query, error.errno in SHORTAGES)
        if query.socket:
            query.socket.close()

    def read(self, query, events):
        """Takes what epoll announced for one socket: an ICMP error, an answer, or both."""
        try:
            if events & select.EPOLLERR:
                self.read_error(query)
            message, ancillary, _, _ = query.socket.recvmsg(4096, ANCILLARY)
            self.answer(query, message, self.clock.received_at(ancillary, query.sent))
        except BlockingIOError:
            pass
        except OSError as error:
            query.error = name_of_errno(error.errno)

    def read_error(self, query):
        """Notes why the network refused a query, which may yet be answered: by another path, after a restart.

        recvmsg() would raise the same error, but leave it queued, and epoll would announce it time and again.
        """
        try:
            _, ancillary, _, _ = query.socket.recvmsg(512, ANCILLARY, MSG_ERRQUEUE)
        except BlockingIOError:
            return
        for level, kind, data in ancillary:
            if (level, kind) == RECVERR[query.target.family]:
                query.error = name_of_errno(struct.unpack_from('@I', data)[0])  # struct sock_extended_err's first

    def answer(self, query, message, received):
        counts = query.target.counts
        try:
            if not message.startswith(query.id):
                raise ValueError('not the id of this query')
            rcode, server = decode_answer(message[2:], query.question)
        except (ValueError, IndexError, struct.error):
            counts['mismatched'] += 1
            return
        if query.answered:
            counts['duplicates'] += 1
            self.output.write({'event': 'duplicate', 'target': query.target.label, 'seq': query.seq,
                               'received': received, 'server': server})
            return
        query.answered = True
        self.unanswered -= 1
        late = received - query.sent > self.timeout
        counts['late' if late else 'answered'] += 1
        self.report(query, received, server, rcode, late)

    def lose(self, query, dropped=False):
        query.target.counts['lost'] += 1
        query.target.counts['dropped'] += dropped
        self.report(query, None, None, None, False, dropped)

    def report(self, query, received, server, rcode, late, dropped=False):
        record = {'event': 'query', 'target': query.target.label, 'seq': query.seq, 'sent': query.sent,
                  'received': received, 'server': server, 'rcode': rcode}
        if late or received is None:
            self.identify(query, record)
        if late:
            record['late'] = True
        if query.error:
            record['error'] = query.error
        if dropped:
            record['dropped'] = True
        self.output.write(record)

    def identify(self, query, record):
        """How to find it in a capture. One that failed before it had a port is in none."""
        port = query.socket.getsockname()[1] if query.socket else 0
        if port:
            record['port'] = port
            record['id'] = int.from_bytes(query.id, 'big')

    def expire(self, now):
        """Closes the queries whose late window is over; until then an answered one listens for duplicates."""
        while self.queries and self.queries[0].sent + self.lifetime < now:
            query = self.queries.popleft()
            if not query.answered:
                self.unanswered -= 1
                self.lose(query)
            del self.by_fd[query.socket.fileno()]
            query.socket.close()

    def read_arrived(self):
        arrived = self.epoll.poll(0)
        if arrived:
            self.clock.check()
        for fd, events in arrived:
            if fd in self.by_fd:
                self.read(self.by_fd[fd], events)
            elif fd == 0 and not os.read(0, 4096):
                self.epoll.unregister(0)
                self.stopping = True

    def run(self, max_us, start):
        """Sleeps from deadline to deadline. Answers need no waking up for: the kernel notes when they come."""
        seq, deadline, end = 0, start, None
        batch_due = 0
        while end is None or (self.unanswered and monotonic_us() < end):
            now = monotonic_us()
            if end is None and (self.stopping or now - start >= max_us):
                end = now + max(self.timeout, self.lifetime - self.timeout)
                deadline = end
            if now >= deadline and end is None:
                for target in self.targets:
                    self.send(target, seq, deadline)
                seq, deadline = seq + 1, deadline + self.interval
            if batch_due < max(deadline, now):
                self.read_arrived()
                now = monotonic_us()
                self.expire(now)
                self.output.flush()
                self.open_spares()
                batch_due = now + min(BATCH_US, BATCH_SLOTS * self.interval)
            sleep = min(deadline, batch_due) - monotonic_us()
            if sleep > 0:
                time.sleep(sleep / 1e6)
        self.expire(float('inf'))
