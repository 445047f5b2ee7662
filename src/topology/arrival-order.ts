import type { Topology } from './topology.ts';

/**
 * A warning for whoever expects the same catchments every time, null where they can. With `bestpath: oldest` a router keeps
 * the path that it selected first among equal ones, as FRR does without `bgp bestpath compare-routerid`.
 */
export function arrivalOrderWarning({ name, bestpath }: Pick<Topology, 'name' | 'bestpath'>): string | null {
  if (bestpath !== 'oldest') return null;
  return `${name} has bestpath: oldest: which of several equal paths a router takes depends on which came first, and so catchments may differ from one run to the next`;
}
