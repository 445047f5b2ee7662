/** Whether a run can be believed: a prober that could not keep its rate measures itself, not the network. */
import type { Family } from '../topology/topology.ts';
import type { TargetTotals } from './samples.ts';

/** What one client's prober counted; `totals` is null when it ended before it could say. */
export interface ProberOutcome {
  readonly client: string;
  readonly totals: readonly TargetTotals[] | null;
}

/** Why a run is invalid. `behind` and `dropped` count queries, `maxLateness` is in µs. */
export type Invalidity =
  | { readonly client: string; readonly reason: 'ended-early' }
  | (InvalidTarget & { readonly reason: 'nothing-sent' })
  | (InvalidTarget & { readonly reason: 'behind'; readonly behind: number; readonly maxLateness: number })
  | (InvalidTarget & { readonly reason: 'dropped'; readonly dropped: number });

interface InvalidTarget {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly sent: number;
}

/** The share of queries that may leave more than one interval late: a thousandth moves no figure that is reported. */
const BEHIND_LIMIT = 0.001;

/** So many may, however few were sent: a short run is not to be judged by one hiccup of the machine. */
const BEHIND_LEAST = 5;

/** Every reason for which a run is invalid; none: it is valid. */
export function findInvalidities(outcomes: readonly ProberOutcome[]): readonly Invalidity[] {
  return outcomes.flatMap(({ client, totals }): readonly Invalidity[] => {
    if (totals === null) return [{ client, reason: 'ended-early' }];
    return totals.flatMap((target) => findInvalidTarget(client, target));
  });
}

function findInvalidTarget(client: string, totals: TargetTotals): readonly Invalidity[] {
  const { service, family, sent, behind, dropped, maxLateness } = totals;
  const target: InvalidTarget = { client, service, family, sent };
  if (sent === 0) return [{ ...target, reason: 'nothing-sent' }];
  const found: Invalidity[] = [];
  if (behind > Math.max(BEHIND_LEAST, sent * BEHIND_LIMIT))
    found.push({ ...target, reason: 'behind', behind, maxLateness });
  if (dropped > 0) found.push({ ...target, reason: 'dropped', dropped });
  return found;
}
