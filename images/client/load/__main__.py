"""Sends queries to one DNS server at a steady rate with dnsperf, and ends with its stdin, with SIGTERM, or after --seconds.

dnsperf's options cannot ask a server for its name: an EDNS option of its must have a value, and that of NSID has none in a
query (RFC 5001, section 2.1). A query in wire format may have it, so that is what dnsperf gets. Its report goes to stdout.
"""

import argparse
import os
import select
import signal
import subprocess
import sys

from dns import TYPES, encode_query, encode_question

# Whoever asks for more wants a laboratory's machine and not a lab's.
MOST_QUERIES, MOST_SECONDS = 10_000, 60
# Each has a port of its own: routers that share flows by port share the load, too.
SOCKETS = 16
# dnsperf sends no more while so many are unanswered: all that can be are allowed, or a slow server would slow the load down.
MOST_OUTSTANDING = 65_536
# It sleeps until so many microseconds before a query is due, and spins from there. What it would choose by itself keeps a
# processor busy where a dozen of it run.
WAKE = 1


def parse_arguments():
    parser = argparse.ArgumentParser(prog='load', description='Sends queries to a DNS server at a steady rate.')
    parser.add_argument('--target', required=True, metavar='ADDRESS')
    parser.add_argument('--name', required=True)
    parser.add_argument('--type', default='A', choices=TYPES)
    parser.add_argument('--qps', type=int, required=True)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('--timeout', type=float, default=1)
    options = parser.parse_args()
    for option, most in (('qps', MOST_QUERIES), ('seconds', MOST_SECONDS), ('timeout', 10)):
        if not 0 < getattr(options, option) <= most:
            parser.error(f'--{option} must be above 0, and at most {most}')
    return options


def query_file(question):
    """A file in memory with the one query, in the format of a TCP stream; dnsperf gives it an id each time."""
    query = b'\0\0' + encode_query(question)
    file = os.memfd_create('query')
    os.write(file, len(query).to_bytes(2, 'big') + query)
    return file


def main():
    options = parse_arguments()
    file = query_file(encode_question(options.name, options.type))
    with subprocess.Popen(
        ['dnsperf', '-B', '-d', f'/proc/self/fd/{file}', '-s', options.target, '-Q', str(options.qps),
         '-l', str(options.seconds), '-t', str(options.timeout), '-c', str(min(SOCKETS, options.qps)),
         '-q', str(MOST_OUTSTANDING), '-O', f'qps-threshold-wait={WAKE}',
         '-O', 'suppress=timeout,congestion,sendfailed,sockready,unexpected'],
        stdin=subprocess.DEVNULL, pass_fds=[file],
    ) as dnsperf:
        signal.signal(signal.SIGTERM, lambda *_: dnsperf.send_signal(signal.SIGINT))
        poll = select.poll()
        poll.register(0, select.POLLIN)
        ended = os.pidfd_open(dnsperf.pid)
        poll.register(ended, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in poll.poll()]
            if ended in ready:
                sys.exit(dnsperf.wait())
            if not os.read(0, 4096):
                poll.unregister(0)
                dnsperf.send_signal(signal.SIGINT)


if __name__ == '__main__':
    main()
