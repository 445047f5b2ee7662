"""Requests on stdin, one JSON object a line; answers and events on stdout, likewise.

A request is {"id": n, "do": name, ...}. It ends with {"id": n, "result": ...} or {"id": n, "error": text}; while it
runs it may report {"id": n, "event": ...}. Requests are done one after another, in order. The agent ends with its stdin.
"""

import importlib
import json
import sys

from . import conversation, ip, nodes, ports

# By name, as most agents are asked for one or two of these, and loading all takes longer than that.
HANDLERS = {
    "wire": "wiring.wire",
    "release": "wiring.release",
    "await": "readiness.wait_until_ready",
    "watch-fib": "fibwatch.watch",
    "capture": "capture.capture",
    "follow-queries": "querylog.follow",
    "settle": "readiness.settle",
    "look": "routing.look",
    "count": "counters.count",
    "paths": "routing.paths",
    "configure": "configuration.configure",
    "unwired": "wiring.unwired",
    "balancers": "balancers.look",
    "statistics": "statistics.read",
    "exposed": "statistics.read",
    "impair": "impairments.impair",
    "impairments": "impairments.look",
    "act": "faults.act",
    "mend": "faults.mend",
    "record": "records.add",
    "faults": "records.drop",
    "claim": "records.claim",
    "serials": "serials.ask",
    "dnskeys": "dnskeys.ask",
    "store": "store.store",
    "read": "store.read",
}

# Their messages are sentences.
OURS = (nodes.NodeError, ports.PortError, ip.WiringError, conversation.Abandoned)

FAILURES = (OSError, ValueError, LookupError)


def handler_of(what):
    module, function = HANDLERS[what].split(".")
    return getattr(importlib.import_module(f".{module}", __package__), function)


def emit(message):
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def main():
    for line in sys.stdin:
        request = json.loads(line)
        number = request["id"]
        try:
            result = handler_of(request["do"])(request, lambda event: emit({"id": number, "event": event}))
            emit({"id": number, "result": result})
        except OURS as error:
            emit({"id": number, "error": str(error)})
        except FAILURES as error:
            emit({"id": number, "error": f"{type(error).__name__}: {error}"})


if sys.argv[1:2] == ["tap"]:
    importlib.import_module(".tap", __package__).run(sys.argv[2])
main()
