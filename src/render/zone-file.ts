import type { LabPlan, PrimaryPlan, ServerPlan, ServicePlan } from '../plan/lab-plan.ts';
import { zonesOf } from '../plan/zones.ts';
import { type Dnssec, type Family, type ServiceZone, ZONE_TTL } from '../topology/topology.ts';
import { generatedRecords } from './generated-records.ts';

/** A zone that a server is authoritative for. */
export interface Zone extends ServiceZone {
  /** Where its server finds it. */
  readonly path: string;
  /** How the primary signs it. Absent: it does not. */
  readonly dnssec?: Dnssec;
  /** One for each service with this zone, whoever announces it: the zone is the same everywhere. */
  readonly nameServers: readonly NameServer[];
  /** By the name in this zone: the name servers of a zone that is delegated from it. */
  readonly delegated: readonly (readonly [name: string, nameServers: readonly NameServer[]])[];
}

/** A name that the zone's NS records give, relative to the zone, and the service addresses that it stands for. */
interface NameServer {
  readonly name: string;
  readonly addresses: readonly { readonly family: Family; readonly address: string }[];
}

/** Refresh, retry and expire of a zone, in s. One that comes by transfer is asked for often, so that a server that missed a notice has it soon. */
const USUAL = '3600 600 86400';
const LIVELY = '5 1 86400';

/** The zones of a server's services, by the names of these. */
export function zonesOfServer(plan: LabPlan, services: readonly string[]): readonly Zone[] {
  const own = plan.services.filter(({ name }) => services.includes(name)).flatMap(zonesOf);
  return [...new Map(own.map((zone) => [zone.name, zone])).values()].map((zone) => ({
    ...zone,
    path: `/etc/anycast-lab/${zone.name}.zone`,
    ...signingOf(plan, zone.name),
    nameServers: nameServersOf(plan, zone.name),
    delegated: (zone.delegations ?? []).map(
      ({ name }) => [name, nameServersOf(plan, `${name}.${zone.name}`)] as const,
    ),
  }));
}

/** A zone that several services have is signed where one of them says so. */
function signingOf(plan: LabPlan, zone: string): Pick<Zone, 'dnssec'> {
  const services = plan.services.filter((service) => zonesOf(service).some(({ name }) => name === zone));
  const dnssec = services.find((service) => service.dnssec !== undefined)?.dnssec;
  return dnssec === undefined ? {} : { dnssec };
}

/** With several services resolvers have a choice of as many names, as they have of most zones on the Internet. */
export function nameServersOf(plan: LabPlan, zone: string): readonly NameServer[] {
  const services = plan.services.filter((service) => zonesOf(service).some(({ name }) => name === zone));
  return services.map(({ name, prefixes }: ServicePlan) => ({
    name: services.length === 1 ? 'ns' : `ns-${name}`,
    addresses: prefixes,
  }));
}

/**
 * A master file (RFC 1035, section 5): one that is written as it is. In those that are generated `whoami` differs from server to server, as in
 * some real anycast services; the rest is the same at every site. `www` has addresses for documentation (RFC 5737, RFC 3849).
 */
export function renderZoneFile(zone: Zone, server: Pick<ServerPlan | PrimaryPlan, 'name' | 'role'>): string {
  const { name, written, nameServers, delegated, records = 0 } = zone;
  if (written !== undefined) return written.text;
  const servers = [
    ...nameServers.map((each) => `@       NS      ${each.name}\n`),
    ...nameServers.flatMap((each) => addressRecords(each.name, each)),
  ];
  const below = delegated.flatMap(([sub, children]) => [
    ...children.map((each) => `${sub.padEnd(7)} NS      ${each.name}.${sub}\n`),
    ...children.flatMap((each) => addressRecords(`${each.name}.${sub}`, each)),
  ]);
  return `$ORIGIN ${name}.
$TTL ${ZONE_TTL}
@       SOA     ${nameServers[0]?.name ?? '@'} hostmaster 1 ${server.role === 'primary' ? LIVELY : USUAL} ${ZONE_TTL}
${servers.join('')}\
www     A       203.0.113.80
www     AAAA    2001:db8:ffff::80
whoami  TXT     "${server.name}"
${below.join('')}${generatedRecords(records)}`;
}

function addressRecords(name: string, { addresses }: NameServer): readonly string[] {
  return addresses.map(
    ({ family, address }) => `${name.padEnd(7)} ${family === 4 ? 'A       ' : 'AAAA    '}${address}\n`,
  );
}
