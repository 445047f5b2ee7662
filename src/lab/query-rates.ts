/** How many queries a second a DNS daemon gets, from what it counted before and what it has counted now. Pure. */
import type { DaemonCounters } from '../engine/agent-messages.ts';

/** What a daemon says of itself. Null: it does not say, or had nothing to say yet. */
export interface DaemonStatistics {
  /** Since it was started, those of health checks among them. */
  readonly queries: number | null;
  /** Between the two readings; null too where it was started anew in between. */
  readonly queriesPerSecond: number | null;
  /** Of those that it may answer from what it keeps, the share that it did since it was started, from 0 to 1; null: it keeps nothing. */
  readonly cacheHitRate: number | null;
}

/** By daemon; without an earlier reading there are no rates. */
export function daemonStatistics(
  now: readonly DaemonCounters[],
  before: readonly DaemonCounters[] = [],
): ReadonlyMap<string, DaemonStatistics> {
  const earlier = new Map(before.map((counters) => [counters.node, counters]));
  return new Map(now.map((counters) => [counters.node, statistics(counters, earlier.get(counters.node))]));
}

function statistics(now: DaemonCounters, before: DaemonCounters | undefined): DaemonStatistics {
  if ('error' in now) return { queries: null, queriesPerSecond: null, cacheHitRate: null };
  const asked = now.hits + now.misses;
  return {
    queries: now.queries,
    queriesPerSecond: before === undefined || 'error' in before ? null : rate(now, before),
    cacheHitRate: asked === 0 ? null : now.hits / asked,
  };
}

function rate(
  now: { readonly queries: number; readonly at: number },
  before: { readonly queries: number; readonly at: number },
): number | null {
  if (now.queries < before.queries || now.at <= before.at) return null;
  return ((now.queries - before.queries) * 1_000_000) / (now.at - before.at);
}

/** For how long the rates are a mean, in s: of the daemon that was watched longest. Null: there are none. */
export function ratesOver(now: readonly DaemonCounters[], before: readonly DaemonCounters[]): number | null {
  const earlier = new Map(before.flatMap((each) => ('error' in each ? [] : [[each.node, each.at]])));
  const spans = now.flatMap((each) => {
    const at = earlier.get(each.node);
    return 'error' in each || at === undefined ? [] : [(each.at - at) / 1_000_000];
  });
  return spans.length === 0 ? null : Math.max(...spans);
}
