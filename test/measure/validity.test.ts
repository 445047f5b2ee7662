import { describe, expect, it } from 'vitest';
import type { TargetTotals } from '../../src/measure/samples.ts';
import { findInvalidities } from '../../src/measure/validity.ts';

const GOOD: TargetTotals = {
  ...{ service: 'dns', family: 4, sent: 8000, answered: 7500, late: 100, lost: 400 },
  ...{ dropped: 0, duplicates: 3, mismatched: 1, behind: 8, maxLateness: 11_000 },
};
const check = (totals: Partial<TargetTotals>) =>
  findInvalidities([{ client: 'c1', totals: [{ ...GOOD, ...totals }] }]);

describe('findInvalidities', () => {
  it('accepts losses, and one query in a thousand behind', () => {
    expect(check({})).toEqual([]);
  });

  it('does not judge a short run by a hiccup or two', () => {
    expect(check({ sent: 500, behind: 5 })).toEqual([]);
    expect(check({ sent: 500, behind: 6 })).toHaveLength(1);
  });

  it('refuses a prober that fell behind, or dropped queries, or sent none', () => {
    const target = { client: 'c1', service: 'dns', family: 4, sent: 8000 };
    expect(check({ behind: 9 })).toEqual([{ ...target, reason: 'behind', behind: 9, maxLateness: 11_000 }]);
    expect(check({ dropped: 1 })).toEqual([{ ...target, reason: 'dropped', dropped: 1 }]);
    expect(check({ behind: 9, dropped: 1 })).toHaveLength(2);
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
