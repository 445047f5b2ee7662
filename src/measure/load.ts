/** What the whole lab lost by each step of a run, and which share of the queries each site bore meanwhile. */
import { earliest } from './failover.ts';
import type { SampleSeries } from './outage.ts';
import type { RecordedRun } from './run.ts';
import type { StepFigures } from './run-figures.ts';
import { type Share, type SiteLoad, siteOf, toLoads } from './site-load.ts';

export interface StepLoad {
  /** Clients that lost at least one query. */
  readonly clients: Share;
  /** Queries that were lost, in the windows of all clients. */
  readonly queries: Share;
  /** From when all clients had begun to ask, or from where the step before had settled, to the instant. */
  readonly before: readonly SiteLoad[];
  /** From the instant until the last client had settled; empty where nothing moved. */
  readonly during: readonly SiteLoad[];
  /** From there to the next step, or the end; empty where a client never settled. */
  readonly after: readonly SiteLoad[];
}

/**
 * Measures a run's load, one entry for each step of `figures` (from `measureRun`). Queries count in the period in which
 * they were sent; those that never left the client do not count.
 */
export function measureLoad(run: RecordedRun, figures: readonly StepFigures[]): readonly StepLoad[] {
  const periods = periodsOf(figures, begun(run.record.series));
  const loads = siteLoads(
    run.record.series,
    periods.flatMap(({ from, instant, settled, end }) => [
      [from, instant],
      [instant, settled],
      [settled, end],
    ]),
  );
  return figures.map(({ outcomes }, index) => {
    const [before = [], during = [], after = []] = loads.slice(3 * index);
    return {
      clients: clientShare(outcomes),
      queries: {
        count: sum(outcomes.map(({ lost }) => lost)),
        of: sum(outcomes.map(({ sent }) => sent)),
      },
      ...{ before, during, after },
    };
  });
}

interface Periods {
  readonly from: number;
  readonly instant: number;
  readonly settled: number;
  readonly end: number;
}

/** When the last client began, in µs: until then those that were quicker to start would count for more. */
function begun(series: readonly SampleSeries[]): number {
  return series.reduce(
    (last, { samples }) => Math.max(last, samples[0]?.sentAt ?? last),
    Number.NEGATIVE_INFINITY,
  );
}

/** Where the periods of each step begin and end, in µs. */
function periodsOf(figures: readonly StepFigures[], start: number): readonly Periods[] {
  let from = start;
  return figures.map(({ step, outcomes }, index) => {
    const next = figures[index + 1]?.step.instants ?? [];
    const instant = earliest(step.instants);
    const end = earliest(next);
    const settled = Math.min(
      end,
      outcomes.reduce((last, each) => Math.max(last, each.settleTime ?? Number.POSITIVE_INFINITY), 0) +
        instant,
    );
    const periods = { from, instant, settled, end };
    from = settled;
    return periods;
  });
}

function clientShare(outcomes: StepFigures['outcomes']): Share {
  const clients = new Set(outcomes.map(({ client }) => client));
  const losers = new Set(outcomes.filter(({ lost }) => lost > 0).map(({ client }) => client));
  return { count: losers.size, of: clients.size };
}

/** The loads of each period, from its first instant until before its second. */
function siteLoads(
  series: readonly SampleSeries[],
  periods: readonly (readonly [from: number, to: number])[],
): readonly (readonly SiteLoad[])[] {
  const counts = periods.map(() => new Map<string | null, number>());
  for (const { samples } of series) {
    for (const query of samples) {
      if (query.dropped) continue;
      const site = siteOf(query);
      for (const [index, [from, to]] of periods.entries()) {
        if (query.sentAt < from || query.sentAt >= to) continue;
        const count = counts[index] as Map<string | null, number>;
        count.set(site, (count.get(site) ?? 0) + 1);
      }
    }
  }
  return counts.map(toLoads);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
