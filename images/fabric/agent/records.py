"""The faults that are in force, kept with the lab, so that every command that comes later knows of them."""

import fcntl
import json
import os

PATH = "/lab/faults.json"

# Held open for as long as this process lives: the kernel lets go of the lock with it, whatever its end.
claimed = []


def update(request, _emit):
    """Add and drop records: {"add": [record], "drop": [target] or None for all or absent for none}; answers what is in force then.

    A record is {"target", ...}; one that is added takes the place of the one with its target and kind. The lock keeps two
    commands from overwriting each other's.
    """
    with open(PATH + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(PATH, encoding="utf-8") as file:
                records = json.load(file)
        except FileNotFoundError:
            records = []
        drop = request.get("drop", [])
        records = [] if drop is None else [r for r in records if r["target"] not in drop]
        for record in request.get("add", ()):
            records = [r for r in records if (r["target"], r["kind"]) != (record["target"], record["kind"])]
            records.append(record)
        with open(PATH + ".new", "w", encoding="utf-8") as file:
            json.dump(records, file)
        os.rename(PATH + ".new", PATH)
        return records


def claim(_request, _emit):
    """Whether the lab is ours to measure: of two runs at once, neither could say what its figures are due to."""
    lock = open("/lab/run.lock", "w", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    claimed.append(lock)
    return True
