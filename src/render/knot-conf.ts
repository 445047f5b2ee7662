import type { ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import type { Zone } from './zone-file.ts';

/** `knot.conf` for Knot DNS 3: one worker of each kind, zones from files, no journal. */
export function renderKnotConf(server: ServerPlan, zones: readonly Zone[]): string {
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
    journal-db-max-size: 1M
    kasp-db-max-size: 1M
    timer-db-max-size: 1M
    catalog-db-max-size: 1M

template:
  - id: default
    storage: "/etc/anycast-lab"
    zonefile-sync: -1
    journal-content: none

zone:
${zones.map(({ name, path }) => `  - domain: "${name}"\n    file: "${path}"\n`).join('')}`;
}
