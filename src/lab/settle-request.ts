import type { NodeProcess } from '../engine/agent-messages.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { heldBack } from '../plan/roles.ts';

/**
 * What bgpd waits, at most, before it sends a neighbour all routes anew, after a change of policy or when it is asked for
 * them (BGP_ANNOUNCE_ROUTE_DELAY_MS of FRR: 500 ms where several neighbours share what is sent); and some more. In s.
 */
const ANEW = 0.6;

/** For how long no router may have changed a best path after that, in s, apart from what sessions hold back. */
const QUIET = 0.3;

/** How long routes may take to settle, in s: a base, and so many advertisement intervals, one a hop. */
const PATIENCE = { base: 30, intervals: 4 };

/** Waits until the routes of a lab have settled after its policies were changed. Times in s. */
export function settleRequest(plan: LabPlan, routers: readonly NodeProcess[]) {
  const held = heldBack(plan);
  const timeout = PATIENCE.base + PATIENCE.intervals * held;
  return { routers, least: ANEW + held, quiet: QUIET + held, timeout };
}
