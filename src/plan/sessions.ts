import type { EndPolicy, ExportChange, Family, SessionSettings, Topology } from '../topology/topology.ts';
import { FAMILIES } from '../topology/topology.ts';
import type {
  InterfacePlan,
  NeighborPlan,
  NeighborPolicy,
  Relationship,
  SessionEnd,
  SessionPlan,
} from './lab-plan.ts';
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
      const { unnumbered, policy, ...link } = lookUp(links, session.link);
      const other = session.a.node === node ? session.b : session.a;
      return {
        node: other.node,
        family: session.family,
        link: session.link,
        interface: interfaceOn(context.interfaces, node, session.link).name,
        address: addressTo(other, interfaceOn(context.interfaces, node, session.link)),
        asn: other.asn,
        relationship: relationshipOf(session, other),
        ...agreedOn(link),
        ...(unnumbered === undefined ? {} : { unnumbered }),
        policy: planPolicy(policy[node], withholding, {
          ...{ link: session.link, neighbor: other.node },
          ...{ hears: hears(other.node), services },
        }),
      };
    });
}

/** What two have agreed on of their sessions. */
export function agreedOn({ timers, bfd, password, ttlSecurity }: Omit<SessionSettings, 'policy'>) {
  return {
    ...{ timers, bfd },
    ...(password === undefined ? {} : { password }),
    ...(ttlSecurity === undefined ? {} : { ttlSecurity }),
  };
}

/** What a node does to the routes of a neighbour on a link, those of its own services among them. */
export function planPolicy(
  policy: EndPolicy = { in: {}, out: {} },
  withholding: Withholding | undefined,
  session: { readonly link: string; readonly neighbor: string } & Pick<NeighborPolicy, 'hears' | 'services'>,
): NeighborPolicy {
  const { in: taken, ...does } = policy;
  const { announceTo: _, doNotAnnounceTo: __, ...changes } = taken;
  const { link, neighbor, hears, services } = session;
  const withheldFrom = withholding?.on(taken) ?? [];
  const unheard = withholding?.of(link, neighbor);
  return {
    in: changes,
    ...does,
    ...{ hears, services },
    ...(withheldFrom.length === 0 ? {} : { withheldFrom }),
    ...(unheard === undefined ? {} : { unheard }),
  };
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
