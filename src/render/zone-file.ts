import type { LabPlan, ServerPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';

/** A zone that a server is authoritative for. */
export interface Zone {
  /** Without the final dot. */
  readonly name: string;
  /** Where its server finds it. */
  readonly path: string;
  /** The service addresses at which it is served. */
  readonly addresses: readonly { readonly family: Family; readonly address: string }[];
}

/** Everything lives for a minute: long enough for caches to work, short enough to watch them expire. */
const TTL = 60;

/** The zones of a server's services; services that share one are at each other's addresses too. */
export function zonesOf(plan: LabPlan, server: ServerPlan): readonly Zone[] {
  const services = plan.services.filter(({ name }) => server.services.includes(name));
  const names = [...new Set(services.map(({ zone }) => zone))];
  return names.map((name) => ({
    name,
    path: `/etc/anycast-lab/${name}.zone`,
    addresses: services.filter(({ zone }) => zone === name).flatMap(({ prefixes }) => prefixes),
  }));
}

/**
 * A master file (RFC 1035, section 5). `whoami` differs from server to server, as in some real anycast
 * services; the rest is the same at every site. `www` has addresses for documentation (RFC 5737, RFC 3849).
 */
export function renderZoneFile({ name, addresses }: Zone, server: ServerPlan): string {
  return `$ORIGIN ${name}.
$TTL ${TTL}
@       SOA     ns hostmaster 1 3600 600 86400 ${TTL}
@       NS      ns
${addresses.map(({ family, address }) => `ns      ${family === 4 ? 'A       ' : 'AAAA    '}${address}\n`).join('')}\
www     A       203.0.113.80
www     AAAA    2001:db8:ffff::80
whoami  TXT     "${server.name}"
`;
}
