"""The state of a site's checks in the text format of Prometheus."""

import socket


def text(checks, routes):
    """`checks` as the agent has them; `routes` is prefix to next hops, as they were last written."""
    site = socket.gethostname()
    lines = []

    def metric(name, kind, help_text, samples):
        lines.append(f'# HELP anycast_lab_site_{name} {help_text}')
        lines.append(f'# TYPE anycast_lab_site_{name} {kind}')
        for labels, value in samples:
            shown = ','.join(f'{label}="{text}"' for label, text in {'site': site, **labels}.items())
            lines.append(f'anycast_lab_site_{name}{{{shown}}} {value}')

    def of_checks(read):
        return [(of(check), read(check)) for check in checks]

    prefixes = dict.fromkeys(check.prefix for check in checks)
    metric('server_healthy', 'gauge', 'Whether a server is in the route of a prefix, or behind the balancer that is, as far as its checks go.',
           of_checks(lambda check: int(check.verdict.healthy)))
    metric('prefix_routed', 'gauge', 'Whether the site has a route to a server for a prefix: without one bgpd does not announce it.',
           [({'prefix': prefix}, int(bool(routes.get(prefix)))) for prefix in prefixes])
    metric('checks_total', 'counter', 'Checks that have had their end.',
           [({**of(check), 'result': result}, count) for check in checks for result, count in check.results.items()])
    metric('transitions_total', 'counter', 'How often a server has left the route of a prefix, or come back.',
           [({**of(check), 'to': to}, count) for check in checks for to, count in check.transitions.items()])
    metric('last_check_timestamp_seconds', 'gauge', 'When the last check had its end, in seconds since 1970.',
           [(of(check), f'{check.checked_at:.3f}') for check in checks if check.checked_at is not None])
    metric('last_change_timestamp_seconds', 'gauge', 'Since when a server is healthy, or is not.',
           of_checks(lambda check: f'{check.since.clock.timestamp():.3f}'))
    return '\n'.join(lines) + '\n'


def of(check):
    return {'server': check.server, 'prefix': check.prefix}
