"""Links that are more than a cable: latency, jitter, loss, rate and MTU, kept with the lab and put on whatever is wired.

A link whose `mechanism` is "kernel" has qdiscs on its two ports; of one on the "line" the last port is on a bridge of its own, and the
delay line is between the two. Without a mechanism it is a plain bridge, which may have an MTU. A port at an exchange is a link of one
port: the line joins in on the LAN by a veth, as frames that it sent out through the bridge itself would not get to a second line there.
"""

import contextlib
import fcntl
import json
import os
import select
import socket
import subprocess
import sys
import time

from . import ip, line, nodes

PATH = "/lab/impairments.json"

# What a link has where nothing is said.
USUAL_MTU = 1500

# How long the delay line may take to start, or to take over its links, in seconds.
PATIENCE = 10


def read():
    """{"means": what this kernel can do or null, "links": {name: order}}; a link that is not in it is a plain one."""
    try:
        with open(PATH, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {"means": None, "links": {}}


@contextlib.contextmanager
def kept():
    """What is kept, to be changed in place; a failure leaves it as it was, so that the same order is carried out again."""
    with open(PATH + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = read()
        yield state
        with open(PATH + ".new", "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.rename(PATH + ".new", PATH)


def look(_request, _emit):
    """What is kept, and whether the delay line runs: {means, links, line}."""
    return {**read(), "line": is_running()}


def impair(request, _emit):
    """Let links be as ordered: {"means": ..., "links": [order], "nodes": [{name, pid}]}.

    An order is {name, mechanism, bridge, near, far, lan: {port, end} or null, ports: [{port, node, interface}], towards: {port: {latency,
    jitter, loss, rate}}, tc: {port: [command]}, mtu}: latency and jitter in microseconds, loss as a share, rate in bits a second,
    `towards` the node at a port. `nodes` are those that run; the others get their MTU when they are wired.

    Answers {"changed": [name], "started": whether the delay line did not run and had to, "before", "after"}, in microseconds
    of CLOCK_MONOTONIC.
    """
    before = time.monotonic_ns() // 1000
    with kept() as state:
        if request.get("means") is not None:
            state["means"] = request["means"]
        links = state["links"]
        changed = [order for order in request["links"] if links.get(order["name"]) != entry_of(order)]
        for order in changed:
            links.pop(order["name"], None)
            if entry_of(order) is not None:
                links[order["name"]] = order
        started = arrange(changed, [order for order in links.values() if order["mechanism"] == "line"])
        for order in changed:
            present = [port["port"] for port in order["ports"] if ip.exists(port["port"])]
            clear_qdiscs(present)
            set_qdiscs(order, present)
            set_mtu(order, request["nodes"])
    names = [order["name"] for order in changed]
    return {"changed": names, "started": started, "before": before, "after": time.monotonic_ns() // 1000}


def entry_of(order):
    return None if order["mechanism"] is None and order["mtu"] is None else order


def arrange(changed, on_line):
    """Put ports on the bridges where they belong, and the delay line between them. No frame finds two ways at any moment."""
    interfaces = set(os.listdir("/sys/class/net"))
    to_line = [order for order in changed if order["mechanism"] == "line"]
    others = [order for order in changed if order["mechanism"] != "line"]
    # Several ports of one exchange share its bridge.
    wanted = dict.fromkeys(name for order in to_line for name in (order["bridge"], order["far"]))
    ip.batch("\n".join(command for name in wanted if name not in interfaces for command in ip.bridge(name)))
    ip.batch("\n".join(command for order in to_line if order["near"] not in interfaces for command in join_lan(order)))
    move([(order["ports"][-1]["port"], order["bridge"]) for order in others if order["far"] in interfaces], interfaces)
    started = tell_line(on_line)
    move([(order["ports"][-1]["port"], order["far"]) for order in to_line], interfaces)
    ip.batch("\n".join(f"link del {name}" for order in others for name in added_for(order) if name in interfaces))
    return started


def join_lan(order):
    """The commands that make the veth of a port at an exchange; none for another link."""
    lan = order["lan"]
    if lan is None:
        return []
    return [
        f"link add {lan['port']} type veth peer name {lan['end']}",
        f"link set {lan['port']} master {order['bridge']} up",
        f"link set {lan['end']} up",
    ]


def added_for(order):
    """What a link has only while it is on the line."""
    return [order["far"], *([order["lan"]["port"]] if order["lan"] else [])]


def move(ports, present):
    ip.batch("\n".join(f"link set {port} master {bridge}" for port, bridge in ports if port in present))


def set_qdiscs(order, ports):
    """Give ports the qdiscs that the order for their link has for them, if it is there and has any."""
    commands = [command for port in ports for command in (order["tc"].get(port, ()) if order else ())]
    if not commands:
        return
    done = subprocess.run(["tc", "-batch", "-"], input="\n".join(commands) + "\n", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ip.WiringError(done.stderr.strip())


def clear_qdiscs(ports):
    for port in ports:
        # Fails where there is none but the kernel's own.
        subprocess.run(["tc", "qdisc", "del", "dev", port, "root"], capture_output=True, check=False)


def set_mtu(order, running):
    pids = {node["name"]: node["pid"] for node in running}
    mtu = order["mtu"] or USUAL_MTU
    for end in (order["lan"] or {}).values():
        if ip.exists(end):
            ip.batch(f"link set {end} mtu {mtu}")
    for port in order["ports"]:
        if ip.exists(port["port"]):
            ip.batch(f"link set {port['port']} mtu {mtu}")
        pid = pids.get(port["node"])
        if pid is not None:
            nodes.check(port["node"], pid)
            ip.batch(f"link set {port['interface']} mtu {mtu}", pid)


def by_port():
    """The orders that wiring has to heed, by the fabric's port."""
    return {port["port"]: order for order in read()["links"].values() for port in order["ports"]}


def bridge_of(order, port):
    """The bridge on which a port belongs: that of its link, or the one beyond the delay line. `order` may be None."""
    beyond = order is not None and order["mechanism"] == "line" and order["ports"][-1]["port"] == port["port"]
    return order["far"] if beyond else port["bridge"]


def mtu_option(order):
    """What `ip link add` is told of an MTU. `order` may be None."""
    return f" mtu {order['mtu']}" if order is not None and order["mtu"] is not None else ""


def is_running():
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
        try:
            control.connect(line.ADDRESS)
        except ConnectionRefusedError:
            return False
        return True


def tell_line(links):
    """Let the delay line have these links; it is started where it is needed and does not run. Answers whether it was."""
    running = is_running()
    if not running and not links:
        return False
    if not running:
        start_line()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
        control.settimeout(PATIENCE)
        control.connect(line.ADDRESS)
        with control.makefile("rw", encoding="utf-8") as conversation:
            conversation.write(json.dumps(links) + "\n")
            conversation.flush()
            answer = conversation.readline().strip()
    if answer != "ok":
        raise ip.WiringError(f"the delay line: {answer or 'it ended'}")
    return not running


def start_line():
    """It outlives this process: a session of its own, and nothing of our streams."""
    with open("/lab/line.log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", "agent.line"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    with process.stdout:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        if not ready or process.stdout.readline() != b"ready\n":
            raise ip.WiringError("the delay line does not start; see /lab/line.log in the fabric")
