"""Waiting until a lab has converged, rung by rung, and knowing at any time what is still missing."""

import json
import socket
import time

from . import conversation, dns, health, nodes, ospf, routing, sites
from .fib import Fib
from .vty import Vty

# Between two looks at something that was not ready: short against what one sees, long against what a look costs.
PAUSE = 0.05
# Before an unanswered query is sent again.
RETRY = 0.1


class Router:
    """The first three rungs at one router: its daemons answer, its sessions stand (and OSPF and BFD beside them, where they are
    configured), its routes are in the kernel."""

    def __init__(self, node):
        self.node = node
        self.daemon_up = False
        self.missing_health = True
        self.missing_sessions = [f"{s['address']} (AS {s['asn']})" for s in node["sessions"]]
        self.missing_ospf = [(family, each["interface"], each["node"]) for family in ospf.DAEMONS for each in node["igp"]]
        self.missing_bfd = list(node["bfd"])
        self.missing_prefixes = list(node["prefixes"])
        self.fib = None
        self.version = None

    def look(self):
        """Look again at what was missing; None when all is there, else (rung, what was seen last)."""
        try:
            if self.missing_sessions or not self.daemon_up:
                self.look_at_sessions()
            if self.missing_health:
                self.missing_health = health.is_missing(self.node["pid"])
            if self.missing_ospf and self.daemon_up:
                self.look_at_ospf()
            if self.missing_bfd and not self.missing_sessions:
                self.look_at_bfd()
            if self.missing_prefixes and not self.missing_sessions:
                self.look_at_routes()
        except (OSError, ValueError, LookupError, nodes.NodeError) as error:
            nodes.check(self.node["name"], self.node["pid"])
            if not self.daemon_up:
                return "daemons", f"bgpd does not answer yet ({error})"
            return "sessions", f"bgpd stopped answering ({error})"
        if self.missing_health:
            return "daemons", "its health check has found nothing yet"
        # First, as sessions within a network wait for it.
        if self.missing_ospf:
            return "sessions", "OSPF is not up with " + ", ".join(f"{node} (IPv{family})" for family, _, node in self.missing_ospf)
        if self.missing_sessions:
            return "sessions", "not Established: " + ", ".join(self.missing_sessions)
        if self.missing_bfd:
            return "sessions", "BFD is not up with " + ", ".join(self.missing_bfd)
        if self.missing_prefixes:
            return "routes", "no route in the kernel to " + ", ".join(map(" or ".join, self.missing_prefixes))
        return None

    def look_at_sessions(self):
        with Vty(self.node["name"], self.node["pid"], "bgpd") as bgpd:
            # bgpd answers before it has read its configuration; it knows no neighbour then.
            states, _ = routing.summarize(bgpd)
        self.daemon_up = True
        self.missing_sessions = [
            f"{session['address']} (AS {session['asn']}): {states.get(session['address'], 'unknown')}"
            for session in self.node["sessions"]
            if states.get(session["address"]) != "Established"
        ]

    def look_at_ospf(self):
        states = ospf.look(self.node["name"], self.node["pid"])
        self.missing_ospf = [
            (family, interface, node)
            for family, interface, node in self.missing_ospf
            if states[family].get(interface) != "Full"
        ]

    def look_at_bfd(self):
        # It begins at a packet a second (RFC 5880, section 6.8.3), after its BGP session stands; a neighbour that dies
        # before it is up is noticed by the hold timer only.
        with Vty(self.node["name"], self.node["pid"], "bfdd") as bfdd:
            bfdd.run("enable")
            peers = json.loads(bfdd.run("show bfd peers json"))
        up = {peer.get(key) for peer in peers if peer["status"] == "up" for key in ("peer", "interface")}
        self.missing_bfd = [address for address in self.missing_bfd if address not in up]

    def look_at_routes(self):
        if self.fib is None:
            every = {prefix for group in self.node["prefixes"] for prefix in group}
            self.fib = Fib(self.node["name"], self.node["pid"], every)
        else:
            self.fib.refresh()
        self.missing_prefixes = [
            group for group in self.node["prefixes"] if not any(self.fib.interfaces(prefix) for prefix in group)
        ]


    def changed(self):
        """Whether a best path has changed since this was last asked."""
        with Vty(self.node["name"], self.node["pid"], "bgpd") as bgpd:
            _, version = routing.summarize(bgpd)
        before, self.version = self.version, version
        return version != before


class Query:
    """The last rung, for one client and one service address: an answer."""

    def __init__(self, client, query):
        self.client = client
        self.address = query["address"]
        self.zone = query["zone"]
        self.socket = None
        self.sent = 0.0
        # All that were sent: an answer that takes longer than the next query is one all the same.
        self.numbers = set()
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
        number, message = dns.question(self.zone)
        self.numbers.add(number)
        self.socket.send(message)

    def receive(self):
        while True:
            try:
                code = dns.answer_code(self.numbers, self.socket.recv(4096))
            except BlockingIOError:
                return False
            if code == "NOERROR":
                return True
            if code is not None:
                self.seen = f"answered {code}"


def wait_until_ready(request, emit):
    """Wait for {"routers": [{name, pid, sessions: [{address, asn}], igp: [{interface, node}], bfd: [address], prefixes: [[prefix]]}],
    "clients": [{name, pid, router, queries: [{address, zone}]}], "checking": [{name, pid}], "balancers": [{name, pid, backends: [name]}],
    "quiet": seconds, "timeout": seconds}. `checking` are the routers whose health checks have to find every server in, or out for what it
    answers; `balancers` those that have to take each of their back ends for alive.

    Reports each rung as it is reached everywhere: {"rung": name, "at": seconds since the start}. Answers {"ready": true}, or
    {"ready": false, "failures": [{rung, node, seen}]} at the deadline or when a node has died. The last rung is that no
    router has changed a best path for as long as `quiet` says.
    """
    started = time.monotonic()
    checks = [Router(r) for r in request["routers"]]
    waiting = {("router", check.node["name"]): check for check in checks}
    for client in request["clients"]:
        for query in client["queries"]:
            waiting[("client", client["name"], query["address"])] = Query(client, query)
    for node in request["checking"]:
        waiting[("checks", node["name"])] = sites.Checks(node)
    for node in request["balancers"]:
        waiting[("balancer", node["name"])] = sites.Balancer(node)
    routers = {client["name"]: client["router"] for client in request["clients"]}
    rungs = ["daemons", "sessions", "routes", "answers"]
    while True:
        conversation.go_on()
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
            return wait_until_stable(checks, request["quiet"], started + request["timeout"])
        if time.monotonic() - started > request["timeout"]:
            return {"ready": False, "failures": failures}
        time.sleep(PAUSE)


def wait_until_stable(routers, quiet, deadline):
    """Wait until no router has changed a best path for `quiet` seconds."""
    changed = routers
    while changed:
        conversation.go_on()
        try:
            changed = [router for router in routers if router.changed()]
        except (OSError, ValueError, LookupError, nodes.NodeError) as error:
            return {"ready": False, "failures": [{"rung": "stable", "node": "", "seen": str(error)}]}
        if changed and time.monotonic() + quiet > deadline:
            seen = "its best paths still change"
            return {"ready": False, "failures": [{"rung": "stable", "node": r.node["name"], "seen": seen} for r in changed]}
        if changed:
            time.sleep(quiet)
    return {"ready": True}


def settle(request, _emit):
    """Wait until no router has changed a best path for a while: {"routers": [{name, pid}], "least", "quiet", "timeout"}, in seconds.

    For at least `least` it is waited, as FRR may hold back what it sends anew, and for `quiet` after the last change. Answers
    whether that was so before `timeout`. Routers that do not answer change nothing. Ends as soon as stdin does.
    """
    started = last = time.monotonic()
    versions = {}
    while True:
        conversation.go_on()
        now = time.monotonic()
        for router in request["routers"]:
            version = version_of(router)
            if versions.setdefault(router["name"], version) != version:
                versions[router["name"]], last = version, now
        if now - started >= request["least"] and now - last >= request["quiet"]:
            return True
        if now - started > request["timeout"]:
            return False
        time.sleep(PAUSE)


def version_of(router):
    try:
        with Vty(router["name"], router["pid"], "bgpd") as bgpd:
            return routing.summarize(bgpd)[1]
    except (OSError, ValueError, LookupError, nodes.NodeError):
        return None
