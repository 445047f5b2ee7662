import type { LabPlan, ServerPlan, ServicePlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';

/** A zone that a server is authoritative for. */
export interface Zone {
  /** Without the final dot. */
  readonly name: string;
  /** Where its server finds it. */
  readonly path: string;
  /** One for each service with this zone, whoever announces it: the zone is the same everywhere. */
  readonly nameServers: readonly NameServer[];
}

/** A name that the zone's NS records give, relative to the zone, and the service addresses that it stands for. */
interface NameServer {
  readonly name: string;
  readonly addresses: readonly { readonly family: Family; readonly address: string }[];
}

/** Everything lives for a minute: long enough for caches to work, short enough to watch them expire. */
const TTL = 60;

/** The zones of a server's services. */
export function zonesOf(plan: LabPlan, server: ServerPlan): readonly Zone[] {
  const own = plan.services.filter(({ name }) => server.services.includes(name));
  return [...new Set(own.map(({ zone }) => zone))].map((name) => ({
    name,
    path: `/etc/anycast-lab/${name}.zone`,
    nameServers: nameServersOf(plan.services.filter(({ zone }) => zone === name)),
  }));
}

/** With several services resolvers have a choice of as many names, as they have of most zones on the Internet. */
function nameServersOf(services: readonly ServicePlan[]): readonly NameServer[] {
  return services.map(({ name, prefixes }) => ({
    name: services.length === 1 ? 'ns' : `ns-${name}`,
    addresses: prefixes,
  }));
}

/**
 * A master file (RFC 1035, section 5). `whoami` differs from server to server, as in some real anycast
 * services; the rest is the same at every site. `www` has addresses for documentation (RFC 5737, RFC 3849).
 */
export function renderZoneFile({ name, nameServers }: Zone, server: ServerPlan): string {
  const records = [
    ...nameServers.map((each) => `@       NS      ${each.name}\n`),
    ...nameServers.flatMap((each) =>
      each.addresses.map(
        ({ family, address }) =>
          `${each.name.padEnd(7)} ${family === 4 ? 'A       ' : 'AAAA    '}${address}\n`,
      ),
    ),
  ];
  return `$ORIGIN ${name}.
$TTL ${TTL}
@       SOA     ${nameServers[0]?.name ?? '@'} hostmaster 1 3600 600 86400 ${TTL}
${records.join('')}\
www     A       203.0.113.80
www     AAAA    2001:db8:ffff::80
whoami  TXT     "${server.name}"
`;
}
