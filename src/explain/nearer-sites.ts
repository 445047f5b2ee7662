/** Sites that are nearer to a client than the one that answers it, and what kept its packets from them. */
import type { LabPlan, ServicePlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { parsePrefix } from '../topology/cidr.ts';
import { exchangePortName } from '../topology/exchange-ports.ts';
import type { Criterion } from './decision.ts';
import type { Hop, Journey } from './journey.ts';

export interface NearerSite {
  readonly site: string;
  /** `latency` where links have any. */
  readonly by: 'links' | 'latency';
  /**
   * From the client's router to the site's, by the nearest way and by the way that packets take: a number of links, or the µs
   * that a packet takes there and back over the same links.
   */
  readonly distance: number;
  readonly instead: number;
  /** The router at which the ways part, and the neighbour that the shorter one goes to. */
  readonly router: string;
  readonly via: string;
  /** The step by which the path from that neighbour lost; null: the neighbour does not offer one. */
  readonly lostBy: Criterion | null;
  /** The longer prefix than the service's by which that router goes, where its neighbour offers no path to it; else null. */
  readonly longer: string | null;
  /** That router and its neighbour have sessions, but none for this IP version. */
  readonly unspoken: boolean;
}

/** What a packet takes over each link or port at an exchange, there and back, in µs, by its name; one that is not there takes nothing. */
export type RoundTrips = ReadonlyMap<string, number>;

/** By so many µs at least a site has to be nearer by latency: nobody would notice less. */
const NOTABLE = 500;

/** The sites that announce the service and are nearer than the one in which a journey ends; the nearest first. */
export function nearerSites(
  plan: LabPlan,
  { sites, prefixes }: Pick<ServicePlan, 'sites' | 'prefixes'>,
  journey: Journey,
  roundTrips: RoundTrips,
): readonly NearerSite[] {
  const { hops, end } = journey;
  const [first] = hops;
  if (end.kind !== 'site' || first === undefined) return [];
  const by = roundTrips.size === 0 ? 'links' : 'latency';
  // Of two ways of one latency that over fewer links is the nearer: a cable counts for a µs.
  const costOf = ({ over }: Neighbor): number =>
    by === 'links' ? 1 : over.reduce((sum, name) => sum + (roundTrips.get(name) ?? 0), 1);
  const chart: Chart = { neighbors: neighborsIn(plan), costOf };
  const instead = hops.reduce((sum, hop) => sum + costTaken(chart, hop), 0);
  return sites
    .flatMap((site): readonly NearerSite[] => {
      const distances = distancesTo(chart, site);
      const distance = distances.get(first.router);
      if (site === end.site || distance === undefined) return [];
      if (instead - distance < (by === 'links' ? 1 : NOTABLE)) return [];
      // Packets follow the shorter way for as long as each router on it goes nearer.
      const parting = hops.find(({ router, next }) => next === null || !isNearer(distances, next, router));
      if (parting === undefined) return [];
      const offers = parting.candidates.filter(
        ({ exit, chosen }) => exit !== null && !chosen && isNearer(distances, exit, parting.router),
      );
      const [offer] = offers;
      // Packets of other flows go there.
      if (offer?.path.multipath) return [];
      const via = offer?.exit ?? nearestNeighbor(chart, distances, parting.router);
      if (via === undefined) return [];
      const isOwn = prefixes.some(({ prefix }) => prefix === parting.prefix);
      const longer = offer !== undefined || isOwn ? null : parting.prefix;
      const { router } = parting;
      const unspoken = isUnspoken(plan, [router, via], parting.prefix);
      return [{ site, by, distance, instead, router, via, lostBy: offer?.lostBy ?? null, longer, unspoken }];
    })
    .sort((a, b) => a.distance - b.distance);
}

/** A router at the other end of a link, or at the same exchange. */
interface Neighbor {
  readonly node: string;
  /** The link, or both ports at the exchange. */
  readonly over: readonly string[];
  /** Those that it has on the link. */
  readonly addresses: readonly string[];
}

/** The routers of the lab, and what the way to each neighbour costs. */
interface Chart {
  readonly neighbors: ReadonlyMap<string, readonly Neighbor[]>;
  readonly costOf: (neighbor: Neighbor) => number;
}

function isUnspoken({ sessions }: LabPlan, ends: readonly string[], prefix: string): boolean {
  const between = sessions.filter(({ a, b }) => ends.includes(a.node) && ends.includes(b.node));
  const family = parsePrefix(prefix)?.family;
  return between.length > 0 && between.every((session) => session.family !== family);
}

function isNearer(distances: ReadonlyMap<string, number>, node: string, than: string): boolean {
  return (distances.get(node) ?? Infinity) < (distances.get(than) ?? Infinity);
}

/** What the link costs by which packets leave a router; 0 at the end of the way. */
function costTaken({ neighbors, costOf }: Chart, { router, next, candidates }: Hop): number {
  const [best] = candidates;
  const taken = (neighbors.get(router) ?? []).filter(({ node }) => node === next);
  const found = taken.find(({ addresses }) => addresses.includes(best?.path.neighbor ?? '')) ?? taken[0];
  return found === undefined ? 0 : costOf(found);
}

/** The neighbour by which the node is nearest. */
function nearestNeighbor(
  { neighbors, costOf }: Chart,
  distances: ReadonlyMap<string, number>,
  router: string,
): string | undefined {
  const cost = (neighbor: Neighbor): number => costOf(neighbor) + (distances.get(neighbor.node) ?? Infinity);
  return (neighbors.get(router) ?? [])
    .filter(({ node }) => isNearer(distances, node, router))
    .toSorted((a, b) => cost(a) - cost(b))[0]?.node;
}

/** How far each router is from a node (Dijkstra). */
function distancesTo({ neighbors, costOf }: Chart, node: string): ReadonlyMap<string, number> {
  const distances = new Map<string, number>();
  const open = new Map([[node, 0]]);
  while (open.size > 0) {
    const [here, distance] = [...open].reduce((a, b) => (b[1] < a[1] ? b : a));
    open.delete(here);
    distances.set(here, distance);
    for (const neighbor of neighbors.get(here) ?? []) {
      const next = neighbor.node;
      const there = distance + costOf(neighbor);
      if (!distances.has(next) && there < (open.get(next) ?? Infinity)) open.set(next, there);
    }
  }
  return distances;
}

function neighborsIn(plan: LabPlan): ReadonlyMap<string, readonly Neighbor[]> {
  const addresses = new Map(
    plan.nodes
      .filter(isRouter)
      .flatMap(({ name, interfaces }) =>
        interfaces.map(
          (own) => [`${name} ${own.link}`, own.addresses.map(({ address }) => address)] as const,
        ),
      ),
  );
  const neighbors = new Map<string, Neighbor[]>();
  for (const { name: link, kind, ports } of plan.links) {
    const routers = ports.flatMap(({ node }) => {
      const own = addresses.get(`${node} ${link}`);
      return own === undefined ? [] : [{ node, addresses: own }];
    });
    for (const { node } of routers) {
      const others = routers
        .filter((other) => other.node !== node)
        .map((other) => ({
          ...other,
          over: kind === 'exchange' ? [node, other.node].map((each) => exchangePortName(link, each)) : [link],
        }));
      neighbors.set(node, [...(neighbors.get(node) ?? []), ...others]);
    }
  }
  return neighbors;
}
