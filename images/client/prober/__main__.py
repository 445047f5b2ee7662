"""Asks DNS servers over UDP at a constant rate, and says which server answered each query and when.

Every query has a socket of its own, so a source port of its own, as a resolver's have: a router that
shares its flows out by port treats each as a new flow. Queries leave at absolute deadlines and wait for
nothing. One JSON object a line on stdout; all times are integer microseconds of CLOCK_MONOTONIC, which all
containers of a host share:

  start      version, interval, timeout, late, start, targets
  query      target, seq, sent, received (null: lost), server (from NSID), rcode, and where they apply
             late (answered after the timeout), error (a name of errno), dropped (it never left this host);
             port (its source port) and id (its DNS id) where it is lost or late
  duplicate  target, seq, received, server: a further answer to a query that has one
  end        at, cpu (seconds), and per target: sent = answered + late + lost, dropped (of the lost),
             duplicates, mismatched (not answers to what was asked), behind, maxLateness

A target is called by its address or, of those asked for through a resolver, by its name.
A query is reported when it is answered, or when its timeout and the late window have passed. `behind` counts
queries that left more than one interval, and more than 10 ms, after their deadline: a run with many of them is not at the rate it claims.
The run ends when stdin reaches its end, on SIGTERM or SIGINT, or after --max-s; queries under way are then waited
for. A stdin that cannot be polled (a file, /dev/null) does not end it.
"""

import argparse
import gc
import os
import signal
import sys
import time

from clock import monotonic_us
from dns import TYPES, encode_question
from output import MOST, Output, ReaderStalled
from run import Prober, Target

VERSION = 1


def raise_descriptor_limit(needed):
    """Every query holds a descriptor until its late window closes. util-linux's prlimit, as python3-minimal has no
    `resource` module."""
    if os.sysconf('SC_OPEN_MAX') >= needed:
        return
    os.spawnlp(os.P_WAIT, 'prlimit', 'prlimit', f'--pid={os.getpid()}', f'--nofile={needed}:')
    if os.sysconf('SC_OPEN_MAX') < needed:
        sys.exit(f'prober: needs {needed} open files at this rate, and the limit is {os.sysconf("SC_OPEN_MAX")}')


def parse_arguments():
    parser = argparse.ArgumentParser(prog='prober', description='Asks DNS servers at a constant rate.')
    parser.add_argument('--target', action='append', required=True, metavar='ADDRESS[=NAME]',
                        help='an address to ask, and the name to ask it for where it is not that of --name')
    parser.add_argument('--through', metavar='ADDRESS',
                        help='a resolver: targets are names then, which it is asked for; *.ZONE: a new name in it each time')
    parser.add_argument('--name', default='.')
    parser.add_argument('--type', default='A', choices=TYPES)
    parser.add_argument('--port', type=int, default=53)
    for option, default in (('interval', 10), ('timeout', 1000), ('late', 2000)):
        parser.add_argument(f'--{option}-ms', type=float, default=default)
    parser.add_argument('--max-s', type=float, default=600)
    options = parser.parse_args()
    for option, low, high in (('interval_ms', 1, 1e6), ('timeout_ms', 1, 1e6), ('late_ms', 0, 1e6), ('max_s', 0, 1e6)):
        if not low <= getattr(options, option) <= high:
            parser.error(f'--{option.replace("_", "-")} must be from {low} to {high:.0f}')
    try:
        targets = []
        for text in options.target:
            address, name = (options.through, text) if options.through else text.partition('=')[::2]
            is_new = name.startswith('*.')
            question = encode_question(name.removeprefix('*.') or options.name, options.type)
            targets.append(Target(text if options.through else address, address, options.port, question, is_new))
    except (ValueError, OSError) as error:
        parser.error(f'--target {text}: {error}')
    return options, targets


def main():
    options, targets = parse_arguments()
    lifetime_ms = options.timeout_ms + options.late_ms
    raise_descriptor_limit(64 + int(len(targets) * (lifetime_ms / options.interval_ms + 1) * 1.1))
    output = Output()
    prober = Prober(options, targets, output)
    prober.watch_stdin()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(prober, 'stopping', True))
    gc.disable()  # nothing here makes cycles, and a collection takes longer than an interval may be
    start = monotonic_us()
    try:
        output.write({'event': 'start', 'version': VERSION, 'interval': prober.interval, 'timeout': prober.timeout,
                      'late': prober.lifetime - prober.timeout, 'start': start,
                      'targets': [target.label for target in targets]})
        output.flush()
        prober.run(int(options.max_s * 1e6), start)
        output.write({'event': 'end', 'at': monotonic_us(), 'cpu': round(time.process_time(), 3),
                      'targets': [{'target': target.label, **target.counts} for target in targets]})
        output.close()
    except BrokenPipeError:
        sys.exit(1)  # nobody reads any more
    except ReaderStalled:
        sys.exit(f'prober: its output has not been read for so long that {MOST >> 20} MB are waiting')


if __name__ == '__main__':
    main()
