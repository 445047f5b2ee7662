import type { ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import type { Zone } from './zone-file.ts';

/**
 * `knot.conf` for Knot DNS 3: one worker of each kind, zones from files, no journal. Its control socket
 * cannot be turned off; it stays in the server's own `/tmp`.
 */
export function renderKnotConf(server: ServerPlan, zones: readonly Zone[]): string {
  const { rateLimit: limit } = server;
  const listen = listenAddresses(server).map(({ address }) => `${address}@53`);
  return `server:
    identity: "${server.name}"
    nsid: "${server.name}"
    listen: [ ${listen.join(', ')} ]
    rundir: "/tmp"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    tcp-max-clients: 20

log:
  - target: stderr
    any: info

database:
    storage: "/tmp"
${limit === undefined ? '' : rateLimit(limit)}
template:
  - id: default
    storage: "/etc/anycast-lab"
    zonefile-sync: -1
    journal-content: none
${limit === undefined ? '' : '    global-module: mod-rrl/default\n'}\

zone:
${zones.map(({ name, path }) => `  - domain: "${name}"\n    file: "${path}"\n`).join('')}`;
}

/** What is over the limit is dropped, and not sent back truncated. */
function rateLimit(limit: number): string {
  return `
mod-rrl:
  - id: default
    rate-limit: ${limit}
    slip: 0
`;
}
