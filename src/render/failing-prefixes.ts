/** How a site that is to be the last to stay tells its neighbours that it is leaving: its health check fills these lists. */
import type { NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';
import { FAMILIES } from '../topology/topology.ts';
import { drainChanges, internalDrainChanges } from './frr-policy.ts';
import { matchPrefixes, prefixLists } from './prefix-filter.ts';
import { changes } from './route-changes.ts';

/** Of prefixes without a healthy server (images/router/health/bgp.py). */
const LIST = 'failing';

/** Whether a router has such lists. */
export function tellsOfFailing({ health }: RouterPlan): boolean {
  return health?.lastSite !== undefined;
}

/** The lists as they are while all is well. Never empty: FRR takes an empty list for one that permits everything. */
export function failingLists(): readonly string[] {
  return prefixLists(LIST, [
    { family: 4, action: 'deny', prefix: '0.0.0.0/0' },
    { family: 6, action: 'deny', prefix: '::/0' },
  ]);
}

/** The lines of a route-map's entries, one for each IP version, for what goes to a neighbour: as where a site is drained. */
export function failingLines(
  router: RouterPlan,
  { relationship }: NeighborPlan,
): readonly (readonly string[])[] {
  const does = relationship === 'internal' ? internalDrainChanges : drainChanges;
  return FAMILIES.map((family) => [
    matchPrefixes(family, LIST),
    ...changes(does, router.asn),
    'on-match next',
  ]);
}
