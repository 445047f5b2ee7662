"""Files of a server that others are put in the place of, with what was there kept beside; and put back."""

import glob
import os

from . import nodes, wiring

# Where a node's files are, what is put behind the name of one that another is in the place of, and what is behind that of one that was not
# there before.
FILES, KEPT, ADDED = "/etc/anycast-lab/*", ".whole", ".spoilt"


def empty(node):
    """Empty the zone files of a node; raises NodeError where it has none."""
    nodes.check(node["name"], node["pid"])
    found = glob.glob(nodes.root(node["pid"]) + FILES + ".zone")
    if not found and not glob.glob(nodes.root(node["pid"]) + FILES + ".zone" + KEPT):
        raise nodes.NodeError(f"{node['name']} has no zone files")
    for path in found:
        if os.path.getsize(path) > 0:
            os.replace(path, path + KEPT)
            with open(path, "w", encoding="ascii"):
                pass
            os.chmod(path, 0o644)


def replace(node):
    """Write the `files` of a node, [{path, content}], in the place of what is there."""
    nodes.check(node["name"], node["pid"])
    for file in node["files"]:
        path = nodes.root(node["pid"]) + file["path"]
        if os.path.exists(path) and not path.endswith(ADDED) and not os.path.exists(path + KEPT):
            os.replace(path, path + KEPT)
        wiring.write_file(node["pid"], file["path"], file["content"])


def kept(node):
    """What was in the files of a node that others are in the place of: the paths where it is."""
    return glob.glob(nodes.root(node["pid"]) + FILES + KEPT)


def put_back(node):
    for path in kept(node):
        os.replace(path, path.removesuffix(KEPT))
    for path in glob.glob(nodes.root(node["pid"]) + FILES + ADDED):
        os.remove(path)
