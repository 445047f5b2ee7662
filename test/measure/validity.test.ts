import { describe, expect, it } from 'vitest';
import type { TargetTotals } from '../../src/measure/samples.ts';
import { findInvalidities, findPauses } from '../../src/measure/validity.ts';
import { plan, recordedRun } from './recorded-run.ts';
import { INTERVAL } from './timeline.ts';

const GOOD: TargetTotals = {
  ...{ service: 'dns', family: 4, sent: 8000, answered: 7500, late: 100, lost: 400 },
  ...{ dropped: 0, duplicates: 3, mismatched: 1, behind: 240, maxLateness: 11_000 },
};
const check = (totals: Partial<TargetTotals>) =>
  findInvalidities([{ client: 'c1', totals: [{ ...GOOD, ...totals }] }]);

describe('findInvalidities', () => {
  it('accepts losses, and three queries in a hundred behind', () => {
    expect(check({})).toEqual([]);
  });

  it('does not judge a short run by a hiccup or two', () => {
    expect(check({ sent: 100, behind: 5 })).toEqual([]);
    expect(check({ sent: 100, behind: 6 })).toHaveLength(1);
  });

  it('refuses a prober that fell behind, or dropped queries, or sent none', () => {
    const target = { client: 'c1', service: 'dns', family: 4, sent: 8000 };
    expect(check({ behind: 241 })).toEqual([
      { ...target, reason: 'behind', behind: 241, maxLateness: 11_000 },
    ]);
    expect(check({ dropped: 1 })).toEqual([{ ...target, reason: 'dropped', dropped: 1 }]);
    expect(check({ behind: 241, dropped: 1 })).toHaveLength(2);
    expect(check({ sent: 0, behind: 0 })).toEqual([{ ...target, sent: 0, reason: 'nothing-sent' }]);
  });

  it('refuses a prober that ended before it could say', () => {
    const outcomes = [
      { client: 'c1', totals: [GOOD] },
      { client: 'c2', totals: null },
    ];
    expect(findInvalidities(outcomes)).toEqual([{ client: 'c2', reason: 'ended-early' }]);
  });
});

describe('findPauses', () => {
  const run = recordedRun(
    [
      { action: 'fault', site: 'fra', slot: 100 },
      { action: 'restore', site: 'fra', slot: 150 },
    ],
    { c1: 'f'.repeat(300), c2: 'f'.repeat(300) },
  );
  /** c1's prober stalls from one query to another; the queries between leave after that, all at once. */
  const stalled = (from: number, to: number) =>
    findPauses(
      plan,
      run.record.series.map(({ samples, ...of }) => ({
        ...of,
        samples: samples.map((sample) =>
          sample.client === 'c1' && sample.seq > from && sample.seq < to
            ? { ...sample, sentAt: to * INTERVAL }
            : sample,
        ),
      })),
      run.steps,
      10,
    );

  it('refuses a client that sent nothing for long in a step, though few of its queries were late', () => {
    const target = { client: 'c1', service: 'dns', family: 4, sent: 300 };
    for (const from of [90, 110, 145, 200]) {
      expect(stalled(from, from + 60)).toEqual([{ ...target, reason: 'paused', longest: 600_000 }]);
    }
  });

  it('accepts short pauses, and what was before the first step', () => {
    expect(stalled(110, 120)).toEqual([]);
    expect(stalled(110, 121)).toHaveLength(1);
    expect(stalled(20, 90)).toEqual([]);
  });
});
