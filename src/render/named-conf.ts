import type { ServerPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import { listenAddresses } from './listen-addresses.ts';
import type { Zone } from './zone-file.ts';

/** `named.conf` for BIND 9: authoritative only, without control channel, empty zones or files of its own. */
export function renderNamedConf(server: ServerPlan, zones: readonly Zone[]): string {
  return `options {
    directory "/tmp";
    listen-on { ${addressList(server, 4)} };
    listen-on-v6 { ${addressList(server, 6)} };
    server-id "${server.name}";
    hostname "${server.name}";
    allow-query { any; };
    recursion no;
    notify no;
    dnssec-validation no;
    empty-zones-enable no;
    zone-statistics none;
    max-cache-size 2m;
    tcp-clients 20;
    pid-file none;
    session-keyfile none;
${rateLimit(server)}};

controls { };
${zones.map(zone).join('')}`;
}

/** By the second, so that it holds soon and ends soon; what is over it is dropped, and not sent back truncated. */
function rateLimit({ rateLimit: limit }: ServerPlan): string {
  return limit === undefined ? '' : `    rate-limit { responses-per-second ${limit}; window 1; slip 0; };\n`;
}

function addressList(server: ServerPlan, family: Family): string {
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
