/** Whether a run can be believed: a prober that could not keep its rate measures itself, not the network. */
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import { beginningOf, type ChangeInstant } from './failover.ts';
import { resolutionOf, type SampleSeries } from './outage.ts';
import type { TargetTotals } from './samples.ts';

/** What one client's prober counted; `totals` is null when it ended before it could say. */
export interface ProberOutcome {
  readonly client: string;
  readonly totals: readonly TargetTotals[] | null;
}

/** Why a run is invalid. `behind` and `dropped` count queries, `maxLateness` and `longest` are in µs. */
export type Invalidity =
  | { readonly client: string; readonly reason: 'ended-early' }
  | (InvalidTarget & { readonly reason: 'nothing-sent' })
  | (InvalidTarget & { readonly reason: 'behind'; readonly behind: number; readonly maxLateness: number })
  | (InvalidTarget & { readonly reason: 'dropped'; readonly dropped: number })
  /** It sent nothing for so long while a step was measured; `sent` are those of all its steps. */
  | (InvalidTarget & { readonly reason: 'paused'; readonly longest: number });

interface InvalidTarget {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly sent: number;
}

/** The share of queries that may leave late: with more of them the rate was not kept. How fine figures are, they say themselves. */
const BEHIND_LIMIT = 0.03;

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

/**
 * The longest that a client may send nothing while a step is measured, in intervals and in ms, whichever is longer. A shorter
 * pause makes figures coarser, which they say themselves (`resolution`); a longer one hides whole failovers, and what is left
 * is not what was asked for. See docs/adr/0012 for what a busy machine does.
 */
const PAUSE_LIMIT = { intervals: 10, ms: 100 };

/** The clients that sent nothing for too long around or after one of the steps of a run; `interval` is in ms. */
export function findPauses(
  plan: LabPlan,
  all: readonly SampleSeries[],
  steps: readonly { readonly instants: readonly ChangeInstant[] }[],
  interval: number,
): readonly Invalidity[] {
  const limit = Math.max(PAUSE_LIMIT.intervals * interval, PAUSE_LIMIT.ms) * 1000;
  return all.flatMap(({ client, service, family, samples }): readonly Invalidity[] => {
    const one = { client, service, family, samples };
    const pauses = steps.map(({ instants }, index) =>
      resolutionOf(one, beginningOf(plan, one, instants), {
        until: beginningOf(plan, one, steps[index + 1]?.instants ?? []),
      }),
    );
    const longest = Math.max(0, ...pauses);
    if (longest <= limit) return [];
    return [{ client, service, family, sent: samples.length, reason: 'paused', longest }];
  });
}
