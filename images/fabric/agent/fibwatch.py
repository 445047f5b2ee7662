"""Following the forwarding tables of many nodes at once, with one clock."""

import os
import selectors
import sys
import time

from .fib import Fib


def watch(request, emit):
    """Report routes and their changes until stdin ends: {"nodes": [{name, pid, shared}], "prefixes": [...]}, `shared` as
    in fib.py.

    Events: {node, prefix, at, interfaces}, first one for every route that is there (`at` is the time of reading), then one
    for each change; `at` in microseconds of CLOCK_MONOTONIC as the kernel's message was read. Then {"watching": true}
    between the two. A node that dies has no route any more, and is not followed further; nor is its network namespace kept
    alive. No other request is served meanwhile.
    """
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ)
    for node in request["nodes"]:
        fib = Fib(node["name"], node["pid"], request["prefixes"], follow=True, shared=node["shared"])
        selector.register(fib.changes, selectors.EVENT_READ, (fib, None))
        selector.register(os.pidfd_open(node["pid"]), selectors.EVENT_READ, (fib, fib.changes))
        for prefix in request["prefixes"]:
            emit(event(fib, prefix, now()))
    emit({"watching": True})
    while True:
        for key, _ in selector.select():
            if key.data is None:
                return None
            at = now()
            fib, changes = key.data
            if changes is None:
                for prefix in fib.read():
                    emit(event(fib, prefix, at))
            else:
                selector.unregister(changes)
                selector.unregister(key.fileobj)
                os.close(key.fileobj)
                fib.close()
                for prefix in request["prefixes"]:
                    emit({"node": fib.name, "prefix": prefix, "at": at, "interfaces": []})


def event(fib, prefix, at):
    return {"node": fib.name, "prefix": prefix, "at": at, "interfaces": fib.interfaces(prefix)}


def now():
    return time.monotonic_ns() // 1000
