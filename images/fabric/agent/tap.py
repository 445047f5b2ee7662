"""One link or node captured for somebody who looks on: `fabric tap '{...}'`, what tcpdump writes on stdout, until stdin ends."""

import json
import os
import select
import signal
import subprocess
import sys

from . import conversation, nodes

# -Z root: changing to another user takes capabilities that the fabric does not have. Frames are handed over as they come: a
# ring that fills first would show a ping seconds late.
COMMAND = ("tcpdump", "-n", "-Z", "root", "--immediate-mode")


def main(text):
    """{"interface", "write", "count"?, "filter": [...], "node"?: {name, pid}}; `node`: the interface is one of its own.

    Returns tcpdump's exit code. It is ended with stdin: an engine does not end a program when its client goes.
    """
    request = json.loads(text)
    command = [*COMMAND, "-i", request["interface"]]
    command += ["-U", "-w", "-"] if request["write"] else ["-l"]
    if "count" in request:
        command += ["-c", str(request["count"])]
    # Whatever stands in the filter, none of it is an option.
    command += ["--", *request["filter"]]
    node = request.get("node")
    if node is not None:
        nodes.check(node["name"], node["pid"])
        command = ["nsenter", f"--net={nodes.network_namespace(node['pid'])}", *command]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True) as tcpdump:
        poll = conversation.poller()
        poll.register(os.pidfd_open(tcpdump.pid), select.POLLIN)
        poll.poll()
        if tcpdump.poll() is None:
            tcpdump.send_signal(signal.SIGINT)
        return tcpdump.wait()


def run(text):
    try:
        sys.exit(main(text))
    except (OSError, nodes.NodeError) as error:
        sys.exit(f"tcpdump: {error}")
