import type { Topology } from './topology.ts';

/**
 * A warning for whoever expects the same catchments every time, null where they can. With `bestpath: oldest` a router keeps
 * the path that it selected first among equal ones, as FRR does without `bgp bestpath compare-routerid`.
 */
export function arrivalOrderWarning({
  name,
  bestpath,
  routers,
}: Pick<Topology, 'name' | 'bestpath' | 'routers'>): string | null {
  const keeping = routers.filter((router) => router.bestpath === 'oldest').map((router) => router.name);
  if (bestpath !== 'oldest' && keeping.length === 0) return null;
  const [where, who] =
    bestpath === 'oldest' ? [name, 'a router takes'] : [`${keeping.join(', ')} of ${name}`, 'it takes'];
  return `${where} has bestpath: oldest: which of several equal paths ${who} depends on which came first, and so catchments may differ from one run to the next`;
}
