import type { ExportChange, Family, Topology } from '../topology/topology.ts';
import { FAMILIES } from '../topology/topology.ts';
import type { InterfacePlan, NeighborPlan, Relationship, SessionEnd, SessionPlan } from './lab-plan.ts';
import { addressOn, interfaceOn, lookUp } from './lookup.ts';
import { byName } from './order.ts';
import { linkEnds } from './segments.ts';
import type { Withholding } from './withheld.ts';

/** What is needed to know a session's ends: ASN, interfaces, and the network of several routers that it is in, by node. */
export interface SessionContext {
  readonly asns: ReadonlyMap<string, number>;
  readonly networks: ReadonlyMap<string, readonly string[]>;
  readonly interfaces: ReadonlyMap<string, readonly InterfacePlan[]>;
}

/** One BGP session for each link between networks and each IP version that it is for, by link name. */
export function planSessions(topology: Topology, context: SessionContext): readonly SessionPlan[] {
  return byName(topology.links).flatMap((link) => {
    const [a, b] = linkEnds(link);
    const families = link.family === undefined ? FAMILIES : [link.family];
    return families.map((family): SessionPlan => {
      const end = (node: string): SessionEnd => ({
        node,
        asn: lookUp(context.asns, node),
        address: sessionAddress(interfaceOn(context.interfaces, node, link.name), family),
      });
      return { link: link.name, family, relationship: link.relationship, a: end(a), b: end(b) };
    });
  });
}

/** The address of an end, or the name of its interface where that has no address of its own. */
function sessionAddress(own: InterfacePlan, family: Family): string {
  return own.addresses.length === 0 ? own.name : addressOn(own, family);
}

/** How a router calls a neighbour: by the address there, or by its own interface. */
function addressTo({ address }: SessionEnd, own: InterfacePlan): string {
  return own.addresses.length === 0 ? own.name : address;
}

/** What `node` configures of its sessions with other networks over links: by link, IPv4 first. */
export function neighborsOf(
  node: string,
  topology: Topology,
  sessions: readonly SessionPlan[],
  context: SessionContext,
  withholding: Withholding | undefined,
): readonly NeighborPlan[] {
  const links = new Map(topology.links.map((link) => [link.name, link]));
  const { hears, services } = announcementOf(node, topology);
  return sessions
    .filter(({ link }) => links.has(link))
    .filter((session) => session.a.node === node || session.b.node === node)
    .map((session) => {
      const { timers, bfd, unnumbered, password, ttlSecurity, policy } = lookUp(links, session.link);
      const { in: taken, ...does } = policy[node] ?? { in: {}, out: {} };
      const { announceTo: _, doNotAnnounceTo: __, ...changes } = taken;
      const withheldFrom = withholding?.on(taken) ?? [];
      const other = session.a.node === node ? session.b : session.a;
      const unheard = withholding?.of(session.link, other.node);
      return {
        node: other.node,
        family: session.family,
        link: session.link,
        interface: interfaceOn(context.interfaces, node, session.link).name,
        address: addressTo(other, interfaceOn(context.interfaces, node, session.link)),
        asn: other.asn,
        relationship: relationshipOf(session, other),
        timers,
        bfd,
        ...(unnumbered === undefined ? {} : { unnumbered }),
        ...(password === undefined ? {} : { password }),
        ...(ttlSecurity === undefined ? {} : { ttlSecurity }),
        policy: {
          in: changes,
          ...does,
          hears: hears(other.node),
          services,
          ...(withheldFrom.length === 0 ? {} : { withheldFrom }),
          ...(unheard === undefined ? {} : { unheard }),
        },
      };
    });
}

/** Who hears of the services that a node announces, and what is changed of them; a router announces none. */
export function announcementOf(
  node: string,
  topology: Topology,
): { readonly hears: (...names: readonly string[]) => boolean; readonly services: ExportChange } {
  const { announce = {} } = topology.sites.find(({ name }) => name === node) ?? {};
  const { to, prefixes: _, withoutServices: __, ...services } = announce;
  return { hears: (...names) => to === undefined || names.some((name) => to.includes(name)), services };
}

/** What the end `other` is to the end opposite it: `a` is the customer of a transit session. */
function relationshipOf(session: SessionPlan, other: SessionEnd): Relationship {
  if (session.relationship === 'peering') return 'peer';
  return other === session.a ? 'customer' : 'provider';
}
