/** Sites that are nearer to a client than the one that answers it, and what kept its packets from them. */
import type { LabPlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import type { Criterion } from './decision.ts';
import type { Journey } from './journey.ts';

export interface NearerSite {
  readonly site: string;
  /** Links from the client's router to the site's, by the shortest way and by the way that packets take. */
  readonly links: number;
  readonly instead: number;
  /** The router at which the ways part, and the neighbour that the shorter one goes to. */
  readonly router: string;
  readonly via: string;
  /** The step by which the path from that neighbour lost; null: the neighbour does not offer one. */
  readonly lostBy: Criterion | null;
}

/** The sites that announce the service and are fewer links away than the one in which a journey ends; the nearest first. */
export function nearerSites(
  plan: LabPlan,
  sites: readonly string[],
  journey: Journey,
): readonly NearerSite[] {
  const { hops, end } = journey;
  const [first] = hops;
  if (end.kind !== 'site' || first === undefined) return [];
  const instead = hops.length - 1;
  return sites
    .flatMap((site): readonly NearerSite[] => {
      const distances = distancesTo(plan, site);
      const links = distances.get(first.router);
      if (site === end.site || links === undefined || links >= instead) return [];
      // Packets follow the shorter way for as long as each router on it goes one link nearer.
      const parting = hops.find(({ router, next }) => next === null || !isNearer(distances, next, router));
      if (parting === undefined) return [];
      const offers = parting.candidates.filter(
        ({ from, chosen }) => from !== null && !chosen && isNearer(distances, from, parting.router),
      );
      const [offer] = offers;
      const via = offer?.from ?? nearestNeighbor(plan, distances, parting.router);
      if (via === undefined) return [];
      return [{ site, links, instead, router: parting.router, via, lostBy: offer?.lostBy ?? null }];
    })
    .sort((a, b) => a.links - b.links);
}

function isNearer(distances: ReadonlyMap<string, number>, node: string, than: string): boolean {
  return (distances.get(node) ?? Infinity) < (distances.get(than) ?? Infinity);
}

function nearestNeighbor(
  plan: LabPlan,
  distances: ReadonlyMap<string, number>,
  router: string,
): string | undefined {
  return neighborsOf(plan, router).find((node) => isNearer(distances, node, router));
}

/** How many links each router is away from a node. */
function distancesTo(plan: LabPlan, node: string): ReadonlyMap<string, number> {
  const distances = new Map([[node, 0]]);
  // A map goes on to yield what is added to it while it is walked.
  for (const [here, distance] of distances) {
    for (const next of neighborsOf(plan, here)) if (!distances.has(next)) distances.set(next, distance + 1);
  }
  return distances;
}

function neighborsOf(plan: LabPlan, name: string): readonly string[] {
  const router = plan.nodes.filter(isRouter).find((node) => node.name === name);
  return [...new Set(router?.neighbors.map(({ node }) => node) ?? [])];
}
