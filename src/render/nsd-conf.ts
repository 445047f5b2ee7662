import type { ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import { nsdQueryLog } from './query-log.ts';
import { TLS_CERTIFICATE, TLS_KEY, TLS_PORT } from './tls-files.ts';
import { type Transfer, transferredPath } from './transfer.ts';
import { TSIG_FILE, TSIG_KEY } from './tsig-conf.ts';
import type { Zone } from './zone-file.ts';

/**
 * `nsd.conf` for NSD 4: one server process, no answer held back, a control channel in the server's own `/tmp`. The table
 * of the rate limit takes 32 MB even when there is no limit: hence its size. Zones that come by transfer are served at once, and written
 * out within a second.
 */
export function renderNsdConf(server: ServerPlan, zones: readonly Zone[], transfer?: Transfer): string {
  return `server:
${listenAddresses(server)
  .map(({ address }) => `    ip-address: ${address}\n`)
  .join('')}\
    identity: "${server.name}"
    nsid: "ascii_${server.name}"
    server-count: 1
    tcp-count: 20
${rateLimit(server)}${tls(server)}\
    username: ""
    chroot: ""
    zonesdir: "/etc/anycast-lab"
    pidfile: ""
    xfrdfile: ""
    xfrdir: "/tmp"
    zonelistfile: "/tmp/zone.list"
${transfer === undefined ? '' : '    xfrd-reload-timeout: 0\n    zonefiles-write: 1\n'}\

${nsdQueryLog(server)}\
remote-control:
    control-enable: yes
    control-interface: /tmp/nsd.ctl
${transfer === undefined ? '' : `\ninclude: "${TSIG_FILE}"\n`}\
${zones.map((each) => (transfer === undefined ? zone(each) : secondaryZone(each, transfer))).join('')}`;
}

/** What is over the limit is dropped, and not sent back truncated, so that it shows as lost. */
function rateLimit({ rateLimit: limit }: ServerPlan): string {
  if (limit === undefined) return '    rrl-ratelimit: 0\n    rrl-size: 1\n';
  return `    rrl-ratelimit: ${limit}\n    rrl-slip: 0\n    rrl-size: 10000\n`;
}

function tls(server: ServerPlan): string {
  if (server.tls === undefined) return '';
  return `${listenAddresses(server)
    .map(({ address }) => `    ip-address: ${address}@${TLS_PORT}\n`)
    .join('')}\
    tls-port: ${TLS_PORT}
    tls-service-key: "${TLS_KEY}"
    tls-service-pem: "${TLS_CERTIFICATE}"
`;
}

function zone({ name, path }: Zone): string {
  return `
zone:
    name: "${name}"
    zonefile: "${path}"
`;
}

function secondaryZone({ name }: Zone, { primary, own }: Transfer): string {
  return `
zone:
    name: "${name}"
    zonefile: "${transferredPath(name)}"
${primary.map(({ address }) => `    allow-notify: ${address} ${TSIG_KEY}\n`).join('')}\
${primary.map(({ address }) => `    request-xfr: ${address} ${TSIG_KEY}\n`).join('')}\
${own.map(({ address }) => `    outgoing-interface: ${address}\n`).join('')}`;
}
