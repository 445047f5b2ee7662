"""Network interfaces, by the `ip` command: here, or in the network namespace of a node."""

import subprocess

from . import nodes


class WiringError(Exception):
    """`ip`, or the kernel behind it, refused something."""


def batch(text, pid=None):
    """Run one batch of `ip` commands here, or in the network namespace of a node."""
    if not text:
        return
    command = ["ip", "-batch", "-"]
    if pid is not None:
        command = ["nsenter", f"--net={nodes.network_namespace(pid)}", *command]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise WiringError(done.stderr.strip())


def exists(interface, pid="self"):
    with open(f"/proc/{pid}/net/dev", encoding="ascii") as table:
        return any(line.split(":")[0].strip() == interface for line in table)


def bridge(name):
    """The commands that make a bridge. No spanning tree and no forwarding delay: a link works as soon as it is up. Without
    snooping, neighbour discovery reaches everybody, as on a wire."""
    return [f"link add {name} type bridge forward_delay 0 stp_state 0 mcast_snooping 0", f"link set {name} up"]
