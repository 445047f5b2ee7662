import { describe, expect, it } from 'vitest';
import { measureRepeats, shiftCount, spreadOf } from '../../src/measure/repeats.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import { plan, recordedRun } from './recorded-run.ts';

describe('spreadOf', () => {
  it.each([
    { values: [7], median: 7, p95: 7, min: 7, max: 7, never: 0 },
    { values: [4, 1, 3, 2], median: 2.5, p95: 4, min: 1, max: 4, never: 0 },
    { values: [1, null, 3], median: 3, p95: null, min: 1, max: null, never: 1 },
    { values: [null, null, 1], median: null, p95: null, min: 1, max: null, never: 2 },
    { values: [], median: null, p95: null, min: null, max: null, never: 0 },
  ])('of $values', ({ values, ...spread }) => {
    expect(spreadOf(values)).toEqual({ ...spread, of: values.length });
  });

  it('takes p95 by nearest rank: the 19th of 20, the 20th of 21, the 95th of 100, the last of 19', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);
    expect([19, 20, 21, 100].map((count) => spreadOf(upTo(count)).p95)).toEqual([19, 19, 20, 95]);
  });
});

describe('measureRepeats', () => {
  const fault = { action: 'fault', site: 'fra', slot: 3 } as const;
  const figuresOf = (c1: string) => {
    const run = recordedRun([fault], { c1, c2: 'nnnnnnnn' });
    return measureRun(plan, run);
  };

  it('spreads each figure of each client over the repeats', () => {
    const [step] = measureRepeats(['fff.nnnn', 'fff...nn', 'fffnnnnn', 'fff.fnnn'].map(figuresOf));
    const [c1, c2] = step?.outcomes ?? [];
    expect(c1).toMatchObject({
      client: 'c1',
      lost: { median: 1, p95: 3, min: 0, max: 3, of: 4, never: 0 },
      outage: { median: 20_000, p95: 40_000, min: 0, max: 40_000, never: 0 },
      failoverTime: { min: 2_000, max: 32_000, of: 4 },
      shifts: { min: 1, max: 1 },
      answersFromOldSite: { max: 1 },
      orders: [{ sites: ['fra', 'nyc'], repeats: 4 }],
    });
    expect(c2).toMatchObject({ client: 'c2', failoverTime: null, outage: { max: 0 }, shifts: { max: 0 } });
  });

  it('counts a client that did not recover as longer than any other, and each order by itself', () => {
    const [step] = measureRepeats(['fff.nnnn', 'fff.....', 'fff.nnfn'].map(figuresOf));
    expect(step?.outcomes[0]).toMatchObject({
      outage: { median: 20_000, max: null, never: 1 },
      failoverTime: { max: null, never: 1 },
      orders: [
        { sites: ['fra', 'nyc'], repeats: 1 },
        { sites: ['fra'], repeats: 1 },
        { sites: ['fra', 'nyc', 'fra', 'nyc'], repeats: 1 },
      ],
    });
    expect(shiftCount(['fra', 'nyc', 'fra', 'nyc'])).toBe(3);
    expect(shiftCount([])).toBe(0);
  });

  it('takes a step from the runs that came to it', () => {
    const short = measureRun(plan, recordedRun([], { c1: 'ffff' }));
    expect(measureRepeats([short, figuresOf('fff.nnnn')])[0]?.outcomes[0]?.lost).toMatchObject({ of: 1 });
  });
});
