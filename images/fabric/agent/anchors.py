"""What resolvers of the lab trust: the keys that its zones are signed with, put into the files of nodes as these are written.

The primary makes them when it first signs, so that no plan can hold them. They are kept here, for a resolver that is started again
while the primary does not answer.
"""

# The one file of a node that has them, what stands for them there (src/render/trust-anchors.ts), and where they are kept.
FILE = "/etc/anycast-lab/trust-anchors"
PLACEHOLDER = "{{trust-anchors}}\n"
KEPT = "/lab/trust-anchors"


def fill(path, content):
    """What is to be written to a file of a node."""
    return content.replace(PLACEHOLDER, kept()) if path == FILE else content


def kept():
    try:
        with open(KEPT, encoding="ascii") as file:
            return file.read()
    except FileNotFoundError:
        return ""
