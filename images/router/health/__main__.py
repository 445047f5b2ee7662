"""A site's health check: asks each DNS server of the site, and keeps its routes to the servers that answer.

    health CONFIG STATE PORT METRICS

CONFIG is a JSON file, as the plan has it: {"interval": seconds, "fall": n, "rise": n, "timeout"?: seconds, "type"?: "A",
"expect"?: {"rcode"?, "answer"?}, "lastSite"?: {"settle": seconds}, "checks": [{"family", "prefix", "zone", "name"?, "server",
"address"}], "maxStale"?: seconds, "primary"?: [address], "balancer"?: {"name", "address", "checks"}}; `maxStale` and `primary` only where
zones have to be confirmed (see freshness.py), `balancer` where its back ends are checked here (see balancer.py). The
checks of a prefix stand in the order of its route's next hops, and ask for the SOA of its zone where nothing else is said (see
check.py). With `lastSite` a prefix is withdrawn only if another site is heard of (last_site.py). STATE is written at each
change, and every second or so (see state.py); each change is also a line on stdout. PORT is where the servers listen,
METRICS where this says over HTTP what it knows (see exporter.py).

A server that fails `fall` checks in a row leaves the route of the prefix, and is back after `rise` successes in a row.
With the last one goes the route, and then bgpd has nothing to announce. At the start every server is in (see verdict.py), unless
STATE is there already: then this goes on where another one was killed.
"""

import fcntl
import sys

from agent import Agent
from state import say


def main():
    config, state, port, metrics = sys.argv[1:]
    lock = open(state + '.lock', 'w', encoding='ascii')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say('is running already')
        sys.exit(1)
    # What the process is called, for those who look for it from outside.
    with open('/proc/self/comm', 'w', encoding='ascii') as comm:
        comm.write('health')
    Agent(config, state, int(port), int(metrics)).run()


main()
