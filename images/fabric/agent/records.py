"""The faults that are in force, kept with the lab, so that every command that comes later knows of them."""

import contextlib
import fcntl
import json
import os

PATH = "/lab/faults.json"

# Held open for as long as this process lives: the kernel lets go of the lock with it, whatever its end.
claimed = []


@contextlib.contextmanager
def kept():
    """The records, to be changed in place; the lock keeps two commands from overwriting each other's."""
    with open(PATH + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with open(PATH, encoding="utf-8") as file:
                records = json.load(file)
        except FileNotFoundError:
            records = []
        before = list(records)
        yield records
        if records == before:
            return
        with open(PATH + ".new", "w", encoding="utf-8") as file:
            json.dump(records, file)
        os.rename(PATH + ".new", PATH)


def add(request, _emit):
    """Add {"record": {"target", ...}}, unless there is one with its target: answers that one, or null where it was added."""
    record = request["record"]
    with kept() as records:
        present = next((each for each in records if each["target"] == record["target"]), None)
        if present is None:
            records.append(record)
        return present


def drop(request, _emit):
    """Drop those with {"drop": [target]}, absent for none; answers what is in force then."""
    targets = request.get("drop", [])
    with kept() as records:
        records[:] = [record for record in records if record["target"] not in targets]
        return list(records)


def claim(request, _emit):
    """Whether the lab is ours: {"shared": true} to change it, as several may; absent to measure it, alone.

    Of two runs at once, neither could say what its figures are due to, nor could one beside which faults come and go.
    """
    lock = open("/lab/run.lock", "w", encoding="ascii")
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if request.get("shared") else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    claimed.append(lock)
    return True
