import type { PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import { listenAddresses } from './listen-addresses.ts';
import { namedQueryLog } from './query-log.ts';
import { TLS_CERTIFICATE, TLS_KEY, TLS_PORT } from './tls-files.ts';
import { type Transfer, transferredPath } from './transfer.ts';
import { TSIG_FILE, TSIG_KEY } from './tsig-conf.ts';
import type { Zone } from './zone-file.ts';

/**
 * `named.conf` for BIND 9: authoritative only, without control channel, empty zones or files of its own but those of zones that come by
 * transfer. What it has counted it says to whoever asks from its own node; nobody can change anything that way.
 */
export function renderNamedConf(server: ServerPlan, zones: readonly Zone[], transfer?: Transfer): string {
  const own = [
    'session-keyfile none;',
    ...rateLimit(server),
    ...tlsListeners(server),
    ...namedQueryLog(server),
  ];
  return `${transfer === undefined ? '' : `include "${TSIG_FILE}";\n\n`}\
${tlsKeys(server)}\
${renderNamedOptions(server, ['notify no;', ...own])}${STATISTICS}\
${zones.map((each) => (transfer === undefined ? zone(each) : secondaryZone(each, transfer))).join('')}`;
}

/** For the server's own node alone. */
const STATISTICS = `
statistics-channels {
    inet 127.0.0.1 port 8053 allow { 127.0.0.1; };
};
`;

/**
 * What every BIND server has, whatever its zones come from.
 * @param own statements that differ
 */
export function renderNamedOptions(
  server: ServerPlan | PrimaryPlan,
  own: readonly [string, ...string[]],
): string {
  const [notify, ...others] = own;
  return `options {
    directory "/tmp";
    listen-on { ${addressList(server, 4)} };
    listen-on-v6 { ${addressList(server, 6)} };
    server-id "${server.name}";
    hostname "${server.name}";
    allow-query { any; };
    recursion no;
    ${notify}
    dnssec-validation no;
    empty-zones-enable no;
    zone-statistics none;
    max-cache-size 2m;
    tcp-clients 20;
    pid-file none;
${others.map((statement) => `    ${statement}\n`).join('')}\
};

controls { };
`;
}

/** By the second, so that it holds soon and ends soon; what is over it is dropped, and not sent back truncated. */
function rateLimit({ rateLimit: limit }: ServerPlan): readonly string[] {
  return limit === undefined ? [] : [`rate-limit { responses-per-second ${limit}; window 1; slip 0; };`];
}

function tlsKeys({ tls }: ServerPlan): string {
  if (tls === undefined) return '';
  return `tls own {
    key-file "${TLS_KEY}";
    cert-file "${TLS_CERTIFICATE}";
};

`;
}

function tlsListeners(server: ServerPlan): readonly string[] {
  if (server.tls === undefined) return [];
  return [
    `listen-on port ${TLS_PORT} tls own { ${addressList(server, 4)} };`,
    `listen-on-v6 port ${TLS_PORT} tls own { ${addressList(server, 6)} };`,
  ];
}

function addressList(server: ServerPlan | PrimaryPlan, family: Family): string {
  const addresses = listenAddresses(server).filter((candidate) => candidate.family === family);
  return addresses.map(({ address }) => `${address};`).join(' ');
}

function zone({ name, path }: Zone): string {
  return `
zone "${name}" {
    type primary;
    file "${path}";
};
`;
}

/** BIND by itself asks no more often than every five minutes, whatever a zone says. */
function secondaryZone({ name }: Zone, { primary, own }: Transfer): string {
  const sources = own.map(
    ({ family, address }) => `    transfer-source${family === 6 ? '-v6' : ''} ${address};\n`,
  );
  return `
zone "${name}" {
    type secondary;
    primaries { ${primary.map(({ address }) => `${address} key ${TSIG_KEY};`).join(' ')} };
    file "${transferredPath(name)}";
${sources.join('')}\
    min-refresh-time 1;
    min-retry-time 1;
};
`;
}
