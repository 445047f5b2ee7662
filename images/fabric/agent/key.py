"""The lab's own key for zone transfers (TSIG, RFC 8945): made here, kept here, and put into the files of nodes as they are written.

No plan, request, report or log has it. It stays the same for as long as the lab is there, so that a node that comes back knows it.
"""

import base64
import os
import secrets

# The one file of a node that has it, what stands for it there (src/render/tsig-conf.ts), and where it is kept.
FILE = "/etc/anycast-lab/tsig.conf"
PLACEHOLDER = "{{tsig-secret}}"
KEPT = "/lab/tsig.key"


def fill(path, content):
    """What is to be written to a file of a node."""
    return content.replace(PLACEHOLDER, kept()) if path == FILE else content


def kept():
    try:
        # Whoever comes first makes it; nobody else may read it.
        descriptor = os.open(KEPT, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        with open(KEPT, encoding="ascii") as file:
            return file.read()
    with open(descriptor, "w", encoding="ascii") as file:
        made = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
        file.write(made)
        return made
