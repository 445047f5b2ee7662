"""All checks of a site, none of which waits for another."""

import json
import select
import time

from balancer import Balancer
from bgp import Bgp
from check import Check
from exporter import Exporter
from freshness import Freshness
from metrics import text
from routes import Routes
from state import State, say
from staying import Staying


class Agent:
    def __init__(self, config_path, state_path, port, metrics_port):
        with open(config_path, encoding='utf-8') as file:
            config = json.load(file)
        now = time.monotonic()
        self.fall, self.rise = config['fall'], config['rise']
        self.routed = [Check(config, item, port, now) for item in config['checks']]
        behind = config.get('balancer', {'checks': ()})
        backends = [Check(config, item, port, now, behind['name']) for item in behind['checks']]
        self.checks = self.routed + backends
        self.state = State(state_path, self.checks)
        self.staying = None
        if 'lastSite' in config:
            self.staying = Staying(config['lastSite']['settle'], {c.prefix: c.family for c in self.routed}, Bgp())
        # At the start the fabric has written every route in full; what a health check that was killed left is not known.
        resumed = self.state.resume(now)
        if resumed and self.staying:
            self.staying.resume()
        self.routes = Routes({} if resumed else self.next_hops(), say)
        self.epoll = select.epoll()
        self.freshness = Freshness(config, self.checks, port, now, self.epoll)
        self.balancer = Balancer(behind['address'], backends, port, self.epoll) if backends else None
        self.by_fd = {}
        self.exporter = None
        try:
            self.exporter = Exporter(metrics_port, lambda: text(self.checks, self.routes.written), self.epoll)
        except OSError as error:
            # The checks matter more.
            say(f'no metrics at port {metrics_port}: {error}')

    def next_hops(self):
        """Prefix to the addresses of the servers that are healthy for it, in the order of the configuration."""
        hops = {check.prefix: [] for check in self.routed}
        for check in self.routed:
            if check.verdict.healthy:
                hops[check.prefix].append(check.address)
        return hops

    def keep(self):
        """Bring bgpd, the kernel and the balancer to what the checks have found."""
        hops = self.next_hops()
        now = time.monotonic()
        if self.staying:
            self.staying.keep({prefix for prefix, healthy in hops.items() if healthy}, now)
            # As long as a prefix is announced, its queries go to whatever servers there are.
            for prefix, of_prefix in hops.items():
                if not of_prefix and not self.staying.is_gone(prefix):
                    of_prefix.extend(dict.fromkeys(check.address for check in self.routed if check.prefix == prefix))
        if self.balancer:
            stays = self.staying is not None and not all(map(self.staying.is_gone, hops))
            self.balancer.keep(stays, now)
        self.routes.keep(hops, time.monotonic())
        self.state.save(self.staying and self.staying.phases())

    def run(self):
        self.state.save()
        while self.checks:
            wait = self.wakes_at() - time.monotonic()
            # What has arrived comes before what is overdue: this process may have slept for longer than it asked.
            for fd, _ in self.epoll.poll(max(0, wait)):
                if self.exporter and self.exporter.owns(fd):
                    self.exporter.take(fd, time.monotonic())
                    continue
                if self.freshness.owns(fd):
                    self.freshness.take(fd, time.monotonic())
                    continue
                if self.balancer and self.balancer.asking.owns(fd):
                    self.balancer.take()
                    continue
                check = self.by_fd[fd]
                done, error = check.read()
                if done:
                    stale = self.freshness.problem(check, time.monotonic())
                    self.take_in(check, error or stale)
            self.freshness.step(time.monotonic())
            if self.exporter:
                self.exporter.expire(time.monotonic())
            for check in self.checks:
                now = time.monotonic()
                if check.deadline is not None and now >= check.deadline:
                    self.take_in(check, f'no answer within {check.timeout * 1000:.0f} ms')
                if check.deadline is None and now >= check.due:
                    self.ask(check, now)
            self.keep()

    def wakes_at(self):
        times = [check.wakes_at() for check in self.checks]
        others = [each.wakes_at() for each in (self.freshness, self.staying, self.balancer, self.exporter) if each]
        return min(times + others)

    def ask(self, check, now):
        error = check.send(now, self.watch)
        if error is not None:
            self.take_in(check, error)

    def watch(self, check):
        self.epoll.register(check.socket, select.EPOLLIN)
        self.by_fd[check.socket.fileno()] = check

    def take_in(self, check, error):
        """The end of a query: an answer, or what came instead."""
        if check.socket is not None:
            # Closing takes it out of epoll.
            self.by_fd.pop(check.socket.fileno(), None)
        check.finish()
        check.take_in(error)
        now = time.monotonic()
        if check.answered:
            check.verdict.begin(now)
        if error is None:
            if check.verdict.success(now):
                self.state.change(check, times('answered', self.rise))
        elif check.verdict.failure(now):
            self.state.change(check, times(error, self.fall))


def times(what, count):
    return what if count == 1 else f'{what}, {count} checks in a row'
