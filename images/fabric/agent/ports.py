"""The fabric's ends of the nodes' interfaces: taken down, which the node sees as loss of carrier, or blocked, which it does not."""

import contextlib
import errno
import fcntl
import json
import socket
import struct
import subprocess

SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 0x1

# Frames that come from a port, and frames that go to one, are dropped where the port is in the set of that name. In the
# bridge family the hooks see every frame between two ports; nothing is answered, so that nobody notices.
TABLE = """
add table bridge lab
add set bridge lab from { type ifname; }
add set bridge lab to { type ifname; }
add chain bridge lab prerouting { type filter hook prerouting priority -300; }
add chain bridge lab postrouting { type filter hook postrouting priority 300; }
flush chain bridge lab prerouting
flush chain bridge lab postrouting
add rule bridge lab prerouting iifname @from drop
add rule bridge lab postrouting oifname @to drop
"""


class PortError(Exception):
    """The kernel refused something."""


def set_up(names, up):
    """Set ports up or down; those that are not there, because their node is gone, are none to set."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for name in names:
            with unless_gone(name):
                set_flag(control, name, up)


@contextlib.contextmanager
def unless_gone(name):
    """A port that is not there is left out; whatever else goes wrong with one is told."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENODEV:
            raise PortError(f"port {name}: {error.strerror}") from None


def set_flag(control, name, up):
    flags = read_flags(control, name)
    wanted = flags | IFF_UP if up else flags & ~IFF_UP
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", name.encode(), wanted))


def read_flags(control, name):
    return struct.unpack("16sh", fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sh14x", name.encode(), 0))[:18])[1]


def down(names):
    """Those of the ports that are there and down."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for name in names:
            with unless_gone(name):
                if not read_flags(control, name) & IFF_UP:
                    found.append(name)
    return found


def nft(*words, text=None):
    done = subprocess.run(["nft", *words], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PortError(done.stderr.strip())
    return done.stdout


def block(sources, targets):
    """Drop the frames that come from some ports and those that go to others, from one moment on."""
    nft("-f", "-", text=TABLE + change("add", "from", sources) + change("add", "to", targets))


def unblock(sources, targets):
    """Let frames pass again that `blocked` says are dropped."""
    nft("-f", "-", text=change("delete", "from", sources) + change("delete", "to", targets))


def change(verb, name, ports):
    return f"{verb} element bridge lab {name} {{ {', '.join(json.dumps(p) for p in ports)} }}\n" if ports else ""


def blocked(names):
    """Those of the ports from which, and those to which, frames are dropped."""
    try:
        listing = nft("-j", "list", "table", "bridge", "lab")
    except PortError as error:
        # Nothing was ever dropped here, or cannot be, for want of nf_tables in the kernel.
        if any(reason in str(error) for reason in ("No such file or directory", "not supported")):
            return [], []
        raise
    sets = {
        entry["set"]["name"]: entry["set"].get("elem", ())
        for entry in json.loads(listing)["nftables"]
        if "set" in entry
    }
    return [[name for name in names if name in sets.get(each, ())] for each in ("from", "to")]
