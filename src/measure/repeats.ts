/** How figures spread over repeats of one run: no single run says how long a failover takes. */

import type { Outcome } from './failover.ts';
import type { RunStep } from './run.ts';
import type { StepFigures } from './run-figures.ts';
import { seriesKey } from './samples.ts';

/**
 * One figure over the repeats. A repeat in which it never came to an end counts as longer than any other, so that a
 * statistic which falls on one is null.
 */
export interface Spread {
  /** The middle value, or the mean of the two in the middle. */
  readonly median: number | null;
  /** By nearest rank: the smallest value that 95 % of the repeats do not exceed. Below 20 repeats that is the largest. */
  readonly p95: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** How many repeats have the figure ... */
  readonly of: number;
  /** ... and in how many of those it never came. */
  readonly never: number;
}

/** The figures of one client, service and IP version over the repeats; times in µs. */
export interface OutcomeSpread extends Pick<Outcome, 'client' | 'service' | 'family'> {
  /** Only of repeats in which the client had to move, as one that stays has none; null: it never had to. */
  readonly failoverTime: Spread | null;
  readonly outage: Spread;
  readonly totalOutage: Spread;
  readonly settleTime: Spread;
  readonly controlPlane: Spread;
  readonly sent: Spread;
  readonly lost: Spread;
  readonly late: Spread;
  readonly failed: Spread;
  /** How often its answers moved from one site to another. */
  readonly shifts: Spread;
  readonly answersFromOldSite: Spread;
  /** Each order in which sites answered, with the number of repeats that had it; the most frequent first. */
  readonly orders: readonly { readonly sites: readonly string[]; readonly repeats: number }[];
}

export interface StepSpread {
  readonly step: RunStep;
  /** Sorted as in the runs. */
  readonly outcomes: readonly OutcomeSpread[];
}

/** The fewest repeats of which 95 % are not all: of fewer, p95 next to the maximum says the same twice. */
const ENOUGH_FOR_P95 = 20;

/** Whether p95 says anything that the maximum does not. */
export function hasOwnP95({ of }: Spread): boolean {
  return of >= ENOUGH_FOR_P95;
}

/** The spread of a figure; null stands for a repeat in which it never came. Of no values, all is null. */
export function spreadOf(values: readonly (number | null)[]): Spread {
  const came = values.filter((value) => value !== null).sort((a, b) => a - b);
  const at = (rank: number) => came[rank - 1] ?? null;
  const half = values.length / 2;
  const [low, high] = [at(Math.ceil(half)), at(Math.floor(half) + 1)];
  return {
    median: low === null || high === null ? null : (low + high) / 2,
    p95: at(Math.ceil(0.95 * values.length)),
    min: at(1),
    max: at(values.length),
    of: values.length,
    never: values.length - came.length,
  };
}

/**
 * The spread of every figure over repeats of one run, each measured by `measureRun`. Runs that are invalid are the
 * caller's to leave out; one that ended before a step has nothing to say about it.
 */
export function measureRepeats(runs: readonly (readonly StepFigures[])[]): readonly StepSpread[] {
  const longest = runs.reduce<readonly StepFigures[]>(
    (most, run) => (run.length > most.length ? run : most),
    [],
  );
  return longest.map(({ step }, index) => {
    const byKey = new Map<string, Outcome[]>();
    for (const outcome of runs.flatMap((run) => run[index]?.outcomes ?? [])) {
      const key = seriesKey(outcome);
      byKey.set(key, [...(byKey.get(key) ?? []), outcome]);
    }
    return { step, outcomes: [...byKey.values()].flatMap(spreadOutcomes) };
  });
}

function spreadOutcomes(outcomes: readonly Outcome[]): readonly OutcomeSpread[] {
  const [first] = outcomes;
  if (first === undefined) return [];
  const over = (figure: (outcome: Outcome) => number | null) => spreadOf(outcomes.map(figure));
  const moved = outcomes.filter(({ failoverTime, recovered }) => failoverTime !== null || !recovered);
  return [
    {
      client: first.client,
      service: first.service,
      family: first.family,
      failoverTime: moved.length === 0 ? null : spreadOf(moved.map(({ failoverTime }) => failoverTime)),
      // What never ended was only seen to last so long.
      outage: over(({ outage, recovered }) => (recovered ? outage : null)),
      totalOutage: over(({ totalOutage, recovered }) => (recovered ? totalOutage : null)),
      settleTime: over(({ settleTime }) => settleTime),
      controlPlane: over(({ controlPlane }) => controlPlane.time),
      sent: over(({ sent }) => sent),
      lost: over(({ lost }) => lost),
      late: over(({ late }) => late),
      failed: over(({ failed }) => failed),
      shifts: over(({ sites }) => shiftCount(sites)),
      answersFromOldSite: over(({ answersFromOldSite }) => answersFromOldSite),
      orders: ordersOf(outcomes),
    },
  ];
}

/** How often answers moved from one site to another; `sites` as in ClientFigures, where neighbours differ. */
export function shiftCount(sites: readonly string[]): number {
  return Math.max(0, sites.length - 1);
}

function ordersOf(outcomes: readonly Outcome[]): OutcomeSpread['orders'] {
  const counts = new Map<string, { readonly sites: readonly string[]; readonly repeats: number }>();
  for (const { sites } of outcomes) {
    const key = sites.join(' ');
    counts.set(key, { sites, repeats: (counts.get(key)?.repeats ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.repeats - a.repeats);
}
