import type { ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import type { Zone } from './zone-file.ts';

/**
 * `nsd.conf` for NSD 4: one server process, no answer held back, no control channel. The table of the
 * rate limit takes 32 MB even when there is no limit: hence its size.
 */
export function renderNsdConf(server: ServerPlan, zones: readonly Zone[]): string {
  return `server:
${listenAddresses(server)
  .map(({ address }) => `    ip-address: ${address}\n`)
  .join('')}\
    identity: "${server.name}"
    nsid: "ascii_${server.name}"
    server-count: 1
    tcp-count: 20
    rrl-ratelimit: 0
    rrl-size: 1
    username: ""
    chroot: ""
    zonesdir: "/etc/anycast-lab"
    pidfile: ""
    xfrdfile: ""
    xfrdir: "/tmp"
    zonelistfile: "/tmp/zone.list"

remote-control:
    control-enable: no
${zones.map(zone).join('')}`;
}

function zone({ name, path }: Zone): string {
  return `
zone:
    name: "${name}"
    zonefile: "${path}"
`;
}
