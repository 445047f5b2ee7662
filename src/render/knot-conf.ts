import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { listenAddresses } from './listen-addresses.ts';
import { KNOT_QUERY_LOG, knotQueryLog } from './query-log.ts';
import { TLS_CERTIFICATE, TLS_KEY, TLS_PORT } from './tls-files.ts';
import type { Transfer } from './transfer.ts';
import { TSIG_FILE, TSIG_KEY } from './tsig-conf.ts';
import type { Zone } from './zone-file.ts';

/**
 * `knot.conf` for Knot DNS 3: one worker of each kind, zones from files, no journal; zones that come by transfer have one, and nothing else. Its
 * control socket, in the server's own `/tmp`, says what it has counted.
 */
export function renderKnotConf(server: ServerPlan, zones: readonly Zone[], transfer?: Transfer): string {
  const { rateLimit: limit } = server;
  return `${renderKnotServer(server)}${limit === undefined ? '' : rateLimit(limit)}${knotQueryLog(server)}\
${transfer === undefined ? FROM_FILES : secondary(transfer)}\
    global-module: [ ${globalModules(server).join(', ')} ]

zone:
${zones.map((zone) => (transfer === undefined ? zoneFromFile(zone) : `  - domain: "${zone.name}"\n`)).join('')}`;
}

const FROM_FILES = `
template:
  - id: default
    storage: "/etc/anycast-lab"
    zonefile-sync: -1
    journal-content: none
`;

/** Queries are told of before any of them is dropped. */
function globalModules({ rateLimit: limit, queryLog }: ServerPlan): readonly string[] {
  return [
    'mod-stats',
    ...(queryLog ? [KNOT_QUERY_LOG] : []),
    ...(limit === undefined ? [] : ['mod-rrl/default']),
  ];
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

/** All but each question for what it has counted. */
const SERVER_LOG = `    server: info
    zone: info
    control: warning
`;

/** What every Knot server has, whatever its zones come from. */
export function renderKnotServer(server: ServerPlan | PrimaryPlan): string {
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
${server.role === 'server' ? tls(server) : ''}
log:
  - target: stderr
${server.role === 'server' ? SERVER_LOG : '    any: info\n'}\

database:
    storage: "/tmp"
`;
}

/** One zone of a Knot server that reads it from a file. */
export function zoneFromFile({ name, path }: Zone): string {
  return `  - domain: "${name}"\n    file: "${path}"\n`;
}

function secondary({ primary, own }: Transfer): string {
  const addresses = primary.map(({ address }) => address);
  return `
include: "${TSIG_FILE}"

remote:
  - id: primary
    address: [ ${addresses.map((address) => `${address}@53`).join(', ')} ]
    via: [ ${own.map(({ address }) => address).join(', ')} ]
    key: ${TSIG_KEY}

acl:
  - id: notices
    address: [ ${addresses.join(', ')} ]
    key: ${TSIG_KEY}
    action: notify

template:
  - id: default
    storage: "/tmp"
    master: primary
    acl: notices
    zonefile-load: none
    zonefile-sync: -1
    journal-content: all
`;
}

function tls(server: ServerPlan): string {
  if (server.tls === undefined) return '';
  const listen = listenAddresses(server).map(({ address }) => `${address}@${TLS_PORT}`);
  return `    listen-tls: [ ${listen.join(', ')} ]
    key-file: "${TLS_KEY}"
    cert-file: "${TLS_CERTIFICATE}"
`;
}
