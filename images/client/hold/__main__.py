"""Holds a TCP connection to each of some DNS servers, asks over it again and again, and says when and how it breaks.

A connection that is broken is made anew until one works. One JSON object a line on stdout; all times are integer microseconds
of CLOCK_MONOTONIC, which all containers of a host share:

  start   version, start, interval, timeout, targets
  open    target, connection (1, 2, ...), server (NSID of its first answer), began (when the connection was asked for), opened (its
          first answer), failures (attempts since the last one that came to nothing)
  silent  target, connection, since (the oldest query without an answer was sent): it has had none for SILENT; said once
  spoke   target, connection, at: an answer came after all
  broken  target, connection, how (reset, closed, timeout, or a name of errno), at, waiting (when the oldest query without an
          answer was sent, or null), answered (the last answer)
  end     at

`timeout`: no answer to a query for so long, so the client gave the connection up. The run ends when stdin does, on SIGTERM, or after --max-s.
"""

import argparse
import os
import select
import signal
import sys

from clock import monotonic_us
from connection import Connection
from dns import encode_question
from output import Output

VERSION = 1
# How often all connections are looked at, in ms; what happens to one wakes us at once.
LOOK = 20


def parse_arguments():
    parser = argparse.ArgumentParser(prog='hold', description='Holds TCP connections to DNS servers.')
    parser.add_argument('--target', action='append', required=True, metavar='ADDRESS=NAME')
    parser.add_argument('--interval-ms', type=float, default=100)
    parser.add_argument('--timeout-ms', type=float, default=5000)
    parser.add_argument('--max-s', type=float, default=600)
    options = parser.parse_args()
    for option, low, high in (('interval_ms', 10, 1e5), ('timeout_ms', 100, 1e6), ('max_s', 0, 1e6)):
        if not low <= getattr(options, option) <= high:
            parser.error(f'--{option.replace("_", "-")} must be from {low} to {high:.0f}')
    return options


class Run:
    def __init__(self, options):
        self.output = Output()
        self.epoll = select.epoll()
        self.stopping = False
        interval, timeout = int(options.interval_ms * 1000), int(options.timeout_ms * 1000)
        self.connections = []
        for text in options.target:
            address, _, name = text.partition('=')
            self.connections.append(Connection(address, encode_question(name or '.', 'A'), interval, timeout, self))
        self.by_fd = {}
        self.end = monotonic_us() + int(options.max_s * 1e6)
        self.write({'event': 'start', 'version': VERSION, 'start': monotonic_us(), 'interval': interval,
                    'timeout': timeout, 'targets': [each.address for each in self.connections]})

    def write(self, record):
        self.output.write(record)
        self.output.flush()

    def watch(self, connection, sock):
        self.by_fd[sock.fileno()] = connection
        self.epoll.register(sock.fileno(), select.EPOLLIN | select.EPOLLOUT | select.EPOLLET)

    def unwatch(self, sock):
        del self.by_fd[sock.fileno()]
        self.epoll.unregister(sock.fileno())

    def run(self):
        try:
            self.epoll.register(0, select.EPOLLIN)
        except OSError:
            pass  # not something that can be polled
        while not self.stopping and monotonic_us() < self.end:
            for connection in self.connections:
                connection.look(monotonic_us())
            for fd, _ in self.epoll.poll(LOOK / 1000):
                if fd in self.by_fd:
                    self.by_fd[fd].wake(monotonic_us())
                elif fd == 0 and not os.read(0, 4096):
                    self.stopping = True
        self.write({'event': 'end', 'at': monotonic_us()})
        self.output.close()


def main():
    run = Run(parse_arguments())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(run, 'stopping', True))
    try:
        run.run()
    except BrokenPipeError:
        sys.exit(1)  # nobody reads any more


if __name__ == '__main__':
    main()
