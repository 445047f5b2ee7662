import type { OriginatedPrefix } from '../engine/agent-messages.ts';
import { announcedBy } from '../plan/announced.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';

/** The anycast prefixes that a router announces when nothing is wrong; none but a site's edge has any. */
export function originatedPrefixes(
  plan: LabPlan,
  router: RouterPlan | undefined,
): readonly OriginatedPrefix[] {
  return router === undefined ? [] : announcedBy(plan, router);
}
