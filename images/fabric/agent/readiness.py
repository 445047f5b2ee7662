"""Waiting until a lab has converged, rung by rung, and knowing at any time what is still missing."""

import socket
import time

from . import dns, nodes, routing
from .fib import Fib
from .vty import Vty

# Between two looks at something that was not ready: short against what one sees, long against what a look costs.
PAUSE = 0.05
# Before an unanswered query is sent again.
RETRY = 0.25


class Router:
    """The first three rungs at one router: its daemon answers, its sessions stand, its routes are in the kernel."""

    def __init__(self, node):
        self.node = node
        self.daemon_up = False
        self.missing_sessions = [f"{s['address']} (AS {s['asn']})" for s in node["sessions"]]
        self.missing_prefixes = list(node["prefixes"])
        self.fib = None

    def look(self):
        """Look again at what was missing; None when all is there, else (rung, what was seen last)."""
        try:
            self.look_at_sessions()
        except (OSError, ValueError, nodes.NodeError) as error:
            nodes.check(self.node["name"], self.node["pid"])
            if not self.daemon_up:
                return "daemons", f"bgpd does not answer yet ({error})"
            return "sessions", f"bgpd stopped answering ({error})"
        if self.missing_sessions:
            return "sessions", "not Established: " + ", ".join(self.missing_sessions)
        if self.missing_prefixes:
            self.look_at_routes()
        if self.missing_prefixes:
            return "routes", "no route in the kernel to " + ", ".join(self.missing_prefixes)
        return None

    def look_at_sessions(self):
        if self.daemon_up and not self.missing_sessions:
            return
        with Vty(self.node["name"], self.node["pid"], "bgpd") as bgpd:
            # bgpd answers before it has read its configuration; it knows no neighbour then.
            states = routing.sessions(bgpd)
        self.daemon_up = True
        self.missing_sessions = [
            f"{session['address']} (AS {session['asn']}): {states.get(session['address'], 'unknown')}"
            for session in self.node["sessions"]
            if states.get(session["address"]) != "Established"
        ]

    def look_at_routes(self):
        if self.fib is None:
            self.fib = Fib(self.node["name"], self.node["pid"], self.node["prefixes"])
        else:
            self.fib.refresh()
        self.missing_prefixes = [prefix for prefix in self.node["prefixes"] if not self.fib.interfaces(prefix)]


class Query:
    """The last rung, for one client and one service address: an answer."""

    def __init__(self, client, query):
        self.client = client
        self.address = query["address"]
        self.zone = query["zone"]
        self.socket = None
        self.sent = 0.0
        self.number = None
        self.seen = "no answer"

    def look(self):
        try:
            if self.socket is None:
                self.open()
            if self.receive():
                self.socket.close()
                return None
            if time.monotonic() - self.sent >= RETRY:
                self.send()
        except OSError as error:
            nodes.check(self.client["name"], self.client["pid"])
            self.seen = error.strerror or str(error)
        return "answers", f"{self.address}: {self.seen}"

    def open(self):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self.socket = nodes.open_socket(self.client["pid"], family, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.connect((self.address, 53))
        self.send()

    def send(self):
        self.sent = time.monotonic()
        self.number, message = dns.question(self.zone)
        self.socket.send(message)

    def receive(self):
        while True:
            try:
                code = dns.answer_code(self.number, self.socket.recv(4096))
            except BlockingIOError:
                return False
            if code == "NOERROR":
                return True
            if code is not None:
                self.seen = f"answered {code}"


def wait_until_ready(request, emit):
    """Wait for {"routers": [{name, pid, sessions: [{address, asn}], prefixes}], "clients": [{name, pid, router, queries:
    [{address, zone}]}], "timeout": seconds}.

    Reports each rung as it is reached everywhere: {"rung": name, "at": seconds since the start}. Answers {"ready": true}, or
    {"ready": false, "failures": [{rung, node, seen}]} at the deadline or when a node has died.
    """
    started = time.monotonic()
    waiting = {("router", r["name"]): Router(r) for r in request["routers"]}
    for client in request["clients"]:
        for query in client["queries"]:
            waiting[("client", client["name"], query["address"])] = Query(client, query)
    routers = {client["name"]: client["router"] for client in request["clients"]}
    rungs = ["daemons", "sessions", "routes", "answers"]
    while True:
        failures = []
        for key, check in list(waiting.items()):
            # A client is asked once its own router is done: before that, its query could only be lost.
            if key[0] == "client" and ("router", routers[key[1]]) in waiting:
                failures.append({"rung": "answers", "node": key[1], "seen": f"waits for {routers[key[1]]}"})
                continue
            try:
                found = check.look()
            except nodes.NodeError as error:
                return {"ready": False, "failures": [{"rung": "daemons", "node": key[1], "seen": str(error)}]}
            if found is None:
                del waiting[key]
            else:
                failures.append({"rung": found[0], "node": key[1], "seen": found[1]})
        reached = {failure["rung"] for failure in failures}
        while rungs and rungs[0] not in reached:
            emit({"rung": rungs.pop(0), "at": time.monotonic() - started})
        if not waiting:
            return {"ready": True}
        if time.monotonic() - started > request["timeout"]:
            return {"ready": False, "failures": failures}
        time.sleep(PAUSE)
