import { routeServerName } from '../topology/exchange-ports.ts';
import {
  type Exchange,
  type InternalLink,
  type Link,
  PRIMARY_NAME,
  type Primary,
  type Site,
  type Topology,
} from '../topology/topology.ts';
import type { LinkPlan } from './lab-plan.ts';
import { byName, compareNames } from './order.ts';

/** A link before it has addresses: who is on it, and from whose network it is numbered. */
export interface Segment {
  readonly name: string;
  readonly kind: LinkPlan['kind'];
  /** Nodes in the order of their addresses; the first is the router that the addresses belong to, unless `owner` says otherwise. */
  readonly members: readonly [owner: string, ...others: string[]];
  /** Whose network it is numbered from. Absent: the first member's. */
  readonly owner?: string;
  /** Its interfaces have only the link-local addresses that the kernel gives them. */
  readonly unnumbered?: true;
}

/** Name of the link between a site's edge and its servers. No link of a topology can have it: names hold no colon. */
export function lanName(site: Site): string {
  return `lan:${site.name}`;
}

/** Name of a site's balancer, whose sites are told apart by what follows the dot, as servers' are. */
export function balancerName(site: Site): string {
  return `lb.${site.name}`;
}

/** Name of the link between a client, or the primary, and its router. */
export function accessName(client: string): string {
  return `access:${client}`;
}

/** The members of an exchange, by name. */
function exchangeMembers({ members }: Exchange): readonly string[] {
  return members.toSorted(compareNames);
}

/** A link's ends in an order that does not depend on how it was written: customer and provider, or two peers by name. */
export function linkEnds({ from, to, relationship }: Link): readonly [a: string, b: string] {
  return relationship === 'transit' || compareNames(from, to) <= 0 ? [from, to] : [to, from];
}

/** The ends of an internal link, by name. */
function internalEnds({ from, to }: InternalLink): readonly [a: string, b: string] {
  return compareNames(from, to) <= 0 ? [from, to] : [to, from];
}

/**
 * All links of the lab: sites' LANs, then links between networks, then those within, then exchanges, then clients' access
 * links, each by name, then that of the primary. A LAN or access link is numbered by its router, a link between networks by the provider,
 * and one between peers or within a network by the end with the lower name. An exchange has a network of its own.
 */
export function planSegments(topology: Topology): readonly Segment[] {
  return [
    ...byName(topology.sites).map(lanOf),
    ...byName(topology.links).map(sessionSegment),
    ...byName(topology.internalLinks ?? []).map(
      (link): Segment => ({ name: link.name, kind: 'internal', members: internalEnds(link) }),
    ),
    ...byName(topology.exchanges ?? []).map(exchangeSegment),
    ...byName(topology.clients).map(
      ({ name, router }): Segment => ({ name: accessName(name), kind: 'access', members: [router, name] }),
    ),
    ...(topology.primary === undefined ? [] : [primarySegment(topology.primary)]),
  ];
}

function primarySegment({ router }: Primary): Segment {
  return { name: accessName(PRIMARY_NAME), kind: 'access', members: [router, PRIMARY_NAME] };
}

function lanOf(site: Site): Segment {
  const servers = site.servers.map(({ name }) => name);
  const balancer = site.balancer === undefined ? [] : [balancerName(site)];
  return { name: lanName(site), kind: 'lan', members: [site.name, ...servers, ...balancer] };
}

function exchangeSegment(exchange: Exchange): Segment {
  const owner = routeServerName(exchange);
  const [first = owner, ...others] = exchangeMembers(exchange);
  const routeServer = exchange.routeServer ? [owner] : [];
  return { name: exchange.name, kind: 'exchange', members: [first, ...others, ...routeServer], owner };
}

function sessionSegment(link: Link): Segment {
  const [a, b] = linkEnds(link);
  return {
    name: link.name,
    kind: 'session',
    members: link.relationship === 'transit' ? [b, a] : [a, b],
    ...(link.unnumbered === undefined ? {} : { unnumbered: link.unnumbered }),
  };
}
