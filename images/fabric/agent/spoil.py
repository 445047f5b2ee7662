"""Zone files of a server that cannot be read: emptied, with what was in them kept beside; and put back."""

import glob
import os

from . import nodes

# Where a node's zone files are, and what is put behind the name of one that was spoilt.
FILES, KEPT = "/etc/anycast-lab/*.zone", ".whole"


def empty(node):
    """Empty the zone files of a node; raises NodeError where it has none."""
    nodes.check(node["name"], node["pid"])
    found = glob.glob(nodes.root(node["pid"]) + FILES)
    if not found and not kept(node):
        raise nodes.NodeError(f"{node['name']} has no zone files")
    for path in found:
        if os.path.getsize(path) > 0:
            os.replace(path, path + KEPT)
            with open(path, "w", encoding="ascii"):
                pass
            os.chmod(path, 0o644)


def kept(node):
    """What was in the zone files of a node that were emptied: the paths where it is."""
    return glob.glob(nodes.root(node["pid"]) + FILES + KEPT)


def put_back(node):
    for path in kept(node):
        os.replace(path, path.removesuffix(KEPT))
