"""Bridges, veths, addresses and files: what turns a lone container into a node of the lab.

Every step looks first whether it has been done: nodes come in groups, and a bridge belongs to whoever comes first.
"""

import contextlib
import errno
import os
import socket
import threading
import time

from . import anchors, impairments, ip, key, nodes

HOSTS = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"

# Where a host greets its router: nothing listens there (RFC 863).
DISCARD = 9


def wire(request, _emit):
    """Attach the given nodes: {"bridges": [...], "nodes": [{name, pid, ports, commands, files, gateways}]}.

    A port is {bridge, port, interface, mac}: `port` is the end on the bridge, `interface` the end in the node.
    `commands` is a batch for the node's own namespace, made of idempotent commands; `gateways` are the addresses of a host's router.
    """
    present = set(os.listdir("/sys/class/net"))
    orders = impairments.by_port()
    new = []
    batch = []
    for bridge in request["bridges"]:
        if bridge not in present:
            batch.extend(ip.bridge(bridge))
    for node in request["nodes"]:
        nodes.check(node["name"], node["pid"])
        for port in node["ports"]:
            if not ip.exists(port["interface"], node["pid"]):
                if port["port"] in present:
                    # Its node was killed, and somebody who looks at that node's routes keeps its namespace.
                    batch.append(f"link del {port['port']}")
                order = orders.get(port["port"])
                mtu = impairments.mtu_option(order)
                bridge = impairments.bridge_of(order, port)
                batch.append(
                    f"link add {port['port']}{mtu} type veth"
                    f" peer name {port['interface']} address {port['mac']}{mtu} netns {node['pid']}"
                )
                batch.append(f"link set {port['port']} master {bridge} up")
                new.append((order, port["port"]))
    ip.batch("\n".join(batch))
    for order, port in new:
        impairments.set_qdiscs(order, [port])
    for node in request["nodes"]:
        name_itself(node["pid"])
        for file in node["files"]:
            write_file(node["pid"], file["path"], file["content"])
        ip.batch(node["commands"], node["pid"])
        greet(node["pid"], node["gateways"])


def greet(pid, gateways):
    """Begin a TCP connection to a host's router, which has the host's hardware address then: one that asked for it before the host was there
    would ask again only after a second (RFC 4861, section 10, RETRANS_TIMER; Linux does so for ARP, too)."""
    for address in gateways:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        # A second saved, and no more: where it cannot be done, nothing is wrong.
        with contextlib.suppress(OSError), nodes.open_socket(pid, family, socket.SOCK_STREAM) as connection:
            connection.setblocking(False)
            connection.connect_ex((address, DISCARD))


def name_itself(pid):
    """Write /etc/hosts, which engines leave empty in a container that they make no network for."""
    hosts = nodes.root(pid) + "/etc/hosts"
    if not os.path.exists(hosts) or os.path.getsize(hosts) == 0:
        write_file(pid, "/etc/hosts", HOSTS)


def write_file(pid, path, content):
    """Write a node's file as its root; the name comes last, so that no half-written file is ever read."""
    target = nodes.root(pid) + path
    text = anchors.fill(path, key.fill(path, content))
    with open(target + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(target + ".new", 0o644)
    try:
        os.rename(target + ".new", target)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        # Some engines mount a file of their own there (/etc/resolv.conf).
        os.unlink(target + ".new")
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)


def release(request, _emit):
    """Tell nodes that they are wired: {"nodes": [{name, pid}], "timeout": seconds}."""
    tell(request["nodes"], "wired", request["timeout"])


def tell(those, word, timeout):
    """Write a word on the pipe that the first process of each of some nodes reads.

    Each of them blocks on it when it has nothing else to do, and opening it for writing blocks until it does; a thread each,
    since they get there in any order.
    """
    failures = []
    deadline = time.monotonic() + timeout

    def tell_one(node):
        try:
            nodes.check(node["name"], node["pid"])
            # Never made here: where there is no pipe, there is no node.
            pipe = os.open(nodes.root(node["pid"]) + "/run/wired", os.O_WRONLY | os.O_CLOEXEC)
            try:
                os.write(pipe, f"{word}\n".encode())
            finally:
                os.close(pipe)
        except (OSError, nodes.NodeError) as error:
            failures.append(f"{node['name']}: {error}")

    threads = [threading.Thread(target=tell_one, args=(node,), daemon=True) for node in those]
    for thread in threads:
        thread.start()
    for thread, node in zip(threads, those):
        thread.join(max(0, deadline - time.monotonic()))
        if thread.is_alive():
            failures.append(f"{node['name']}: its first process does not wait to be told ({word})")
    if failures:
        raise nodes.NodeError("; ".join(failures))


def unwired(request, _emit):
    """Those of {"nodes": [{name, pid, interfaces}]} that lack an interface, as one does that was started again."""
    return [
        node["name"]
        for node in request["nodes"]
        if not all(ip.exists(interface, node["pid"]) for interface in node["interfaces"])
    ]
