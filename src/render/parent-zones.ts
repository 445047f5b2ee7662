/** The zones of a lab's root and top-level domains: nothing but delegations, with the addresses of the servers that they lead to. */
import type { LabPlan, ServerPlan, ServicePlan } from '../plan/lab-plan.ts';
import { zoneNames } from '../plan/secondaries.ts';
import { topLevelDomain } from '../topology/internet-dns.ts';
import { type ServicePrefix, type ServiceRole, ZONE_TTL } from '../topology/topology.ts';
import { nameServersOf, type Zone } from './zone-file.ts';

/** Where a resolver finds the addresses of the root's servers. */
export const ROOT_HINTS = '/etc/anycast-lab/root.hints';

/** A zone, and its master file. */
export interface ParentZone extends Zone {
  readonly content: string;
}

/** Longer than any lab lives: hints are looked at once (RFC 9609). */
const HINTS_TTL = 3_600_000;

/** The root's name server, which is in no other zone. */
export const ROOT_SERVER = 'a.root-servers.';

/** A name server by its full name, and where it is. */
interface Server {
  readonly name: string;
  readonly addresses: readonly Pick<ServicePrefix, 'family' | 'address'>[];
}

/** The zones that a server has as one of the root's or of top-level domains. */
export function parentZonesOf(plan: LabPlan, server: ServerPlan): readonly ParentZone[] {
  const roles = plan.services.filter(({ name }) => server.services.includes(name)).map(({ role }) => role);
  return [
    ...(roles.includes('root') ? [rootZone(plan)] : []),
    ...(roles.includes('tld') ? topLevelDomains(plan).map((name) => topLevelZone(plan, name)) : []),
  ];
}

/** What a resolver starts from; undefined where the lab has no root. */
export function renderRootHints(plan: LabPlan): string | undefined {
  const root = serviceOf(plan, 'root');
  return (
    root && records([{ zone: '.', servers: [{ name: ROOT_SERVER, addresses: root.prefixes }] }], HINTS_TTL)
  );
}

/** The top-level domains of the zones of services that are below one, each once. */
function topLevelDomains(plan: LabPlan): readonly string[] {
  return [...new Set(zoneNames(plan).flatMap(topLevelDomain))];
}

function rootZone(plan: LabPlan): ParentZone {
  const own = {
    zone: '.',
    servers: [{ name: ROOT_SERVER, addresses: serviceOf(plan, 'root')?.prefixes ?? [] }],
  };
  const tops = topLevelDomains(plan);
  const direct = zoneNames(plan).filter((zone) => !zone.includes('.') && !tops.includes(zone));
  const below = [
    ...tops.map((name) => ({ zone: `${name}.`, servers: [topLevelServer(plan, name)] })),
    ...direct.map((zone) => delegation(plan, zone)),
  ];
  return parent('.', own, below);
}

function topLevelZone(plan: LabPlan, name: string): ParentZone {
  const zones = zoneNames(plan).filter((zone) => zone.endsWith(`.${name}`));
  // What is below another zone of the lab is that one's to delegate.
  const highest = zones.filter((zone) => !zones.some((other) => zone.endsWith(`.${other}`)));
  const own = { zone: `${name}.`, servers: [topLevelServer(plan, name)] };
  return parent(
    name,
    own,
    highest.map((zone) => delegation(plan, zone)),
  );
}

/** Named as most are on the Internet. */
function topLevelServer(plan: LabPlan, name: string): Server {
  return { name: `a.nic.${name}.`, addresses: serviceOf(plan, 'tld')?.prefixes ?? [] };
}

/** A zone and its name servers, as its own zone file has them. */
interface Delegation {
  readonly zone: string;
  readonly servers: readonly Server[];
}

function delegation(plan: LabPlan, zone: string): Delegation {
  const servers = nameServersOf(plan, zone);
  return {
    zone: `${zone}.`,
    servers: servers.map(({ name, addresses }) => ({ name: `${name}.${zone}.`, addresses })),
  };
}

function parent(name: string, own: Delegation, below: readonly Delegation[]): ParentZone {
  const [server] = own.servers;
  return {
    ...{
      name,
      path: `/etc/anycast-lab/${name === '.' ? 'root' : name}.zone`,
      nameServers: [],
      delegated: [],
    },
    content: `$TTL ${ZONE_TTL}
${own.zone} SOA ${server?.name} hostmaster.${own.zone === '.' ? '' : own.zone} 1 3600 600 86400 ${ZONE_TTL}
${records([own, ...below], ZONE_TTL)}`,
  };
}

/** NS records, and the addresses that go with them (glue: RFC 9471). */
function records(delegations: readonly Delegation[], ttl: number): string {
  return delegations
    .flatMap(({ zone, servers }) =>
      servers.flatMap(({ name, addresses }) => [
        `${zone} ${ttl} IN NS ${name}\n`,
        ...addresses.map(
          ({ family, address }) => `${name} ${ttl} IN ${family === 4 ? 'A' : 'AAAA'} ${address}\n`,
        ),
      ]),
    )
    .join('');
}

function serviceOf(plan: LabPlan, role: ServiceRole): ServicePlan | undefined {
  return plan.services.find((service) => service.role === role);
}
