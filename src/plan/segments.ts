import type { Link, Site, Topology } from '../topology/topology.ts';
import type { LinkPlan } from './lab-plan.ts';
import { byName, compareNames } from './order.ts';

/** A link before it has addresses: who is on it, and from whose network it is numbered. */
export interface Segment {
  readonly name: string;
  readonly kind: LinkPlan['kind'];
  /** Nodes in the order of their addresses; the first is the router that the addresses belong to. */
  readonly members: readonly [owner: string, ...others: string[]];
  /** Its interfaces have only the link-local addresses that the kernel gives them. */
  readonly unnumbered?: true;
}

/** Names of a site's servers: `ns1.fra`, `ns2.fra`, ... */
export function serverNames(site: Site): readonly string[] {
  return Array.from({ length: site.servers.count }, (_, index) => `ns${index + 1}.${site.name}`);
}

/** Name of the link between a site's edge and its servers. No link of a topology can have it: names hold no colon. */
export function lanName(site: Site): string {
  return `lan:${site.name}`;
}

/** Name of the link between a client and its router. */
export function accessName(client: string): string {
  return `access:${client}`;
}

/** A link's ends in an order that does not depend on how it was written: customer and provider, or two peers by name. */
export function linkEnds({ from, to, relationship }: Link): readonly [a: string, b: string] {
  return relationship === 'transit' || compareNames(from, to) <= 0 ? [from, to] : [to, from];
}

/**
 * All links of the lab: sites' LANs, then links between routers, then clients' access links, each
 * by name. A LAN or access link is numbered by its router, a link between routers by the provider,
 * and one between peers by the end with the lower name.
 */
export function planSegments(topology: Topology): readonly Segment[] {
  return [
    ...byName(topology.sites).map(lanOf),
    ...byName(topology.links).map(sessionSegment),
    ...byName(topology.clients).map(
      ({ name, router }): Segment => ({ name: accessName(name), kind: 'access', members: [router, name] }),
    ),
  ];
}

function lanOf(site: Site): Segment {
  return { name: lanName(site), kind: 'lan', members: [site.name, ...serverNames(site)] };
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
