import { describe, expect, it } from 'vitest';
import type { DaemonCounters } from '../../src/engine/agent-messages.ts';
import { daemonStatistics, ratesOver } from '../../src/lab/query-rates.ts';

const reading = (at: number, queries: number, hits = 0, misses = 0): DaemonCounters => ({
  ...{ node: 'ns1.fra', at: at * 1_000_000, queries, hits, misses },
});
const silent: DaemonCounters = { node: 'ns1.fra', error: 'nsd does not say: no answer' };

const rate = (now: DaemonCounters, before: readonly DaemonCounters[]) =>
  daemonStatistics([now], before).get('ns1.fra')?.queriesPerSecond;

describe('queries a second', () => {
  it('are what came between two readings, over the time between them', () => {
    expect(rate(reading(10.5, 130), [reading(10, 100)])).toBe(60);
    expect(ratesOver([reading(10.5, 130)], [reading(10, 100)])).toBe(0.5);
  });

  it('are not known without two readings, or of a daemon that was started between them', () => {
    expect(rate(reading(10.5, 130), [])).toBeNull();
    expect(rate(reading(10.5, 130), [silent])).toBeNull();
    expect(rate(silent, [reading(10, 100)])).toBeNull();
    expect(rate(reading(10.5, 3), [reading(10, 100)])).toBeNull();
    expect(ratesOver([reading(10.5, 130)], [silent])).toBeNull();
  });
});

describe('the cache', () => {
  it('is told by the share of what it may have answered', () => {
    const statistics = (counters: DaemonCounters) => daemonStatistics([counters]).get('ns1.fra');
    expect(statistics(reading(1, 10, 3, 1))).toEqual({
      ...{ queries: 10, queriesPerSecond: null, cacheHitRate: 0.75 },
    });
    expect(statistics(reading(1, 10))?.cacheHitRate).toBeNull();
  });
});
