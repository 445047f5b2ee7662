/** What the whole lab lost by each step of a run, and which share of the queries each site bore meanwhile. */
import { earliest } from './failover.ts';
import { isAnswered } from './outage.ts';
import type { RecordedRun } from './run.ts';
import type { StepFigures } from './run-figures.ts';
import type { QuerySample } from './samples.ts';

/** So many, of so many. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** The queries that one site answered in a period; `site` is null for those that none did, or none by name. */
export interface SiteLoad {
  readonly site: string | null;
  readonly queries: Share;
}

export interface StepLoad {
  /** Clients that lost at least one query. */
  readonly clients: Share;
  /** Queries that were lost, in the windows of all clients. */
  readonly queries: Share;
  /** From the start of the run, or from where the step before had settled, to the instant. */
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
  const queries = run.record.samples.filter((sample) => !sample.dropped);
  let from = Number.NEGATIVE_INFINITY;
  return figures.map(({ step, outcomes }, index) => {
    const next = figures[index + 1]?.step.instants ?? [];
    const instant = earliest(step.instants);
    const end = earliest(next);
    const settled = Math.min(
      end,
      outcomes.reduce((last, each) => Math.max(last, each.settleTime ?? Number.POSITIVE_INFINITY), 0) +
        instant,
    );
    const load = {
      clients: clientShare(outcomes),
      queries: {
        count: sum(outcomes.map(({ lost }) => lost)),
        of: sum(outcomes.map(({ sent }) => sent)),
      },
      before: siteLoads(queries, from, instant),
      during: siteLoads(queries, instant, settled),
      after: siteLoads(queries, settled, end),
    };
    from = settled;
    return load;
  });
}

function clientShare(outcomes: StepFigures['outcomes']): Share {
  const clients = new Set(outcomes.map(({ client }) => client));
  const losers = new Set(outcomes.filter(({ lost }) => lost > 0).map(({ client }) => client));
  return { count: losers.size, of: clients.size };
}

/** Sorted by site, the queries without one last. */
function siteLoads(queries: readonly QuerySample[], from: number, to: number): readonly SiteLoad[] {
  const counts = new Map<string | null, number>();
  let total = 0;
  for (const query of queries) {
    if (query.sentAt < from || query.sentAt >= to) continue;
    const site = isAnswered(query) ? query.site : null;
    counts.set(site, (counts.get(site) ?? 0) + 1);
    total += 1;
  }
  return [...counts]
    .sort(([a], [b]) => Number(a === null) - Number(b === null) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([site, count]) => ({ site, queries: { count, of: total } }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
