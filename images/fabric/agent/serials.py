"""The serials of zones at servers, each asked by DNS from within a node."""

import contextlib
import select
import socket
import time

from . import conversation, dns, nodes, processes

# Between two queries to a server that has not what is waited for, in seconds: a figure is no finer than this.
EVERY = 0.005
# Those of records that can be asked for instead of a serial.
TYPES = {"A": 1, "CNAME": 5, "MX": 15, "AAAA": 28}
# The longest that one answer is waited for.
PATIENCE = 0.3


class Asked:
    """One zone at one address, asked from the node `name` until there is an answer, or until it is newer than `newer`."""

    def __init__(self, target):
        self.name, self.pid = target["name"], target["pid"]
        # Those that answer, where one that does not run is not to be waited for.
        self.programs = target.get("programs")
        self.address, self.zone = target["address"], target["zone"]
        # Null: any answer will do; -1: any serial.
        self.newer = target.get("newer")
        # Of what is asked for otherwise: this serial and no other, or a record of a type that is there, or is not.
        self.serial, self.record = target.get("serial"), target.get("record")
        self.socket = None
        self.numbers = set()
        self.due = 0.0
        self.found = {"serial": None, "seen": "no answer", "at": None, "suits": False}

    def open(self):
        nodes.check(self.name, self.pid)
        reason = processes.idle(self.pid, self.programs) if self.programs else None
        if reason:
            raise nodes.NodeError(reason)
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self.socket = nodes.open_socket(self.pid, family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.connect((self.address, 53))

    def send(self, now):
        self.due = now + PATIENCE
        try:
            number, message = dns.question(self.zone, TYPES[self.record["type"]] if self.record else dns.TYPE_SOA)
            self.numbers.add(number)
            self.socket.send(message)
        except OSError as error:
            self.found["seen"] = error.strerror or str(error)

    def receive(self):
        """Whether what is waited for has come."""
        while True:
            try:
                message = self.socket.recv(4096)
            except BlockingIOError:
                return False
            except OSError as error:
                self.found["seen"] = error.strerror or str(error)
                self.due = min(self.due, time.monotonic() + EVERY)
                return False
            code = dns.answer_code(self.numbers, message)
            if code is None:
                continue
            serial = dns.soa_serial(message) if code == "NOERROR" else None
            suits = self.suits(code, serial, message)
            self.found = {"serial": serial, "seen": code, "at": time.monotonic_ns() // 1000, "suits": suits}
            if suits:
                return True
            # A sleep less, and the processor is this program's alone.
            self.due = min(self.due, time.monotonic() + EVERY)


    def suits(self, code, serial, message):
        if self.record:
            return self.record["present"] == (code == "NOERROR" and bool(dns.records(message, TYPES[self.record["type"]])))
        if self.serial is not None:
            return serial == self.serial
        return self.newer is None or (serial is not None and (self.newer < 0 or is_newer(serial, self.newer)))


def is_newer(serial, than):
    """RFC 1982, section 3.2."""
    return 0 < (serial - than) % (1 << 32) < 1 << 31


def ask(request, emit):
    """Ask {"targets": [{name, pid, address, zone, newer}], "timeout": seconds} until all have answered as they are to.

    `newer` is the serial that an answer has to be newer than, -1 for any serial, or null for any answer. Instead of it a target may have `serial`, the
    only one that will do, or `record`: {type, present}; `zone` is that record's name then. One that
    also has `programs` is not waited for where none of them runs in its node. Reports {"asking": true, "at": µs} once every
    server has been asked. Answers [{serial, seen, at, suits}] in their order: the last answer of each, whether it is what was waited for, `serial` null where it had none,
    `at` null where there was none, else microseconds of CLOCK_MONOTONIC; `seen` is its code or what came instead. Ends as soon as stdin does.
    """
    asked = [Asked(target) for target in request["targets"]]
    waiting = {}
    with contextlib.ExitStack() as sockets, select.epoll() as epoll:
        for each in asked:
            try:
                each.open()
            except (OSError, nodes.NodeError) as error:
                each.found["seen"] = str(error)
                continue
            sockets.enter_context(each.socket)
            epoll.register(each.socket, select.EPOLLIN)
            waiting[each.socket.fileno()] = each
        deadline = time.monotonic() + request["timeout"]
        told = False
        while waiting:
            conversation.go_on()
            now = time.monotonic()
            for each in waiting.values():
                if now >= each.due:
                    each.send(now)
            if not told:
                emit({"asking": True, "at": time.monotonic_ns() // 1000})
                told = True
            if now >= deadline:
                break
            wait = min(min(each.due for each in waiting.values()), deadline) - now
            for descriptor, _ in epoll.poll(max(wait, 0)):
                if waiting[descriptor].receive():
                    epoll.unregister(descriptor)
                    del waiting[descriptor]
        if not told:
            emit({"asking": True, "at": time.monotonic_ns() // 1000})
    return [each.found for each in asked]
