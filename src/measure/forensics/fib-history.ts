/** What a router's forwarding table said at any moment of a run. */
import type { Family } from '../../topology/topology.ts';
import type { FibEvent } from '../fib.ts';
import type { Adjacency } from '../forwarding.ts';

/** A router's route at one moment. */
export interface FibEntry {
  readonly node: string;
  /** Empty: no route. */
  readonly interfaces: readonly string[];
  /** What is at their other ends: routers, or the servers of a site as `servers of SITE`. */
  readonly nextHops: readonly string[];
}

/** The route of a node to a prefix at an instant; undefined: nothing is known of it. */
export type FibHistory = (node: string, family: Family, prefix: string, at: number) => FibEntry | undefined;

/** Makes the record of changes a table that can be asked about any moment. */
export function fibHistory(events: readonly FibEvent[], adjacency: Adjacency): FibHistory {
  const byRoute = new Map<string, FibEvent[]>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const key = routeKey(event);
    const known = byRoute.get(key);
    if (known === undefined) byRoute.set(key, [event]);
    else known.push(event);
  }
  return (node, family, prefix, at) => {
    const interfaces = byRoute
      .get(routeKey({ node, family, prefix }))
      ?.findLast((event) => event.at <= at)?.interfaces;
    return interfaces === undefined
      ? undefined
      : { node, interfaces, nextHops: nextHops(adjacency, node, interfaces) };
  };
}

/** Names what is at the other ends of a router's interfaces. */
export function nextHops(
  adjacency: Adjacency,
  node: string,
  interfaces: readonly string[],
): readonly string[] {
  return interfaces.map((name) => {
    const neighbor = adjacency.get(node)?.get(name);
    if (neighbor?.kind === 'router') return neighbor.node;
    return neighbor?.kind === 'servers' ? `servers of ${neighbor.site}` : name;
  });
}

export function routeKey({ node, family, prefix }: Pick<FibEvent, 'node' | 'family' | 'prefix'>): string {
  return `${node} ${family} ${prefix}`;
}
