import { describe, expect, it } from 'vitest';
import { measureClient } from '../../src/measure/outage.ts';
import { answersInARow, measureShared, partlyAnsweredBy, type Sharers } from '../../src/measure/sharing.ts';
import { series } from './timeline.ts';

/** Half an interval before the thirty-first query was sent; the thirtieth's answer came at 292 ms. */
const FAULT = 295_000;

/** Queries by turns: as a hash would have it, but for its luck. */
const SHARED = 'fa'.repeat(15);
const BOTH: Sharers = { before: ['a', 'f'], after: ['a', 'f'] };
const LEFT: Sharers = { before: ['a', 'f'], after: ['a'] };

const measure = (window: string, sharers: Sharers, before = SHARED) =>
  measureShared(series(before + window), FAULT, { sharers });
const load = (site: string | null, count: number, of: number) => ({ site, queries: { count, of } });

describe('measureShared', () => {
  it('half of the queries lost for a while: an outage of their flows, though the others are answered', () => {
    const window = `${'.a'.repeat(5)} ${'a'.repeat(30)}`;
    expect(measure(window, LEFT)).toMatchObject({
      ...{ siteBefore: 'a + f', siteAfter: 'a', sites: ['a + f', 'a'], sent: 40, lost: 5, recovered: true },
      // From the last answer before the fault to that of the fortieth query, the first that begins a row.
      ...{ outage: 100_000, totalOutage: 100_000, failoverTime: 97_000, settleTime: 97_000 },
      answersFromOldSite: 0,
      shares: {
        before: [load('a', 15, 30), load('f', 15, 30)],
        during: [load('a', 5, 10), load(null, 5, 10)],
        after: [load('a', 30, 30)],
      },
    });
    expect(measureClient(series(SHARED + window), FAULT)).toMatchObject({ outage: 20_000 });
  });

  it('half of the queries lost for good', () => {
    const figures = measure('.a'.repeat(20), BOTH);
    expect(figures).toMatchObject({
      ...{ siteBefore: 'a + f', siteAfter: null, sites: ['a + f'], recovered: false, failoverTime: null },
      // To the sending of the last query: it lasted at least that long.
      ...{ outage: 398_000, settleTime: null, lost: 20 },
      shares: { after: [load('a', 14, 28), load(null, 14, 28)] },
    });
    expect(partlyAnsweredBy(figures)).toEqual(['a']);
  });

  it('all of the queries lost for good', () => {
    const figures = measure('.'.repeat(40), { ...BOTH, after: [] });
    expect(figures).toMatchObject({ siteBefore: 'a + f', siteAfter: null, recovered: false, lost: 40 });
    expect(partlyAnsweredBy(figures)).toEqual([]);
  });

  it('a site comes back, and takes its share', () => {
    const sharers = { before: ['a'], after: ['a', 'f'] };
    expect(measure(`${'a'.repeat(5)} ${SHARED}`, sharers, 'a'.repeat(30))).toMatchObject({
      ...{ siteBefore: 'a', siteAfter: 'a + f', sites: ['a', 'a + f'], outage: 0, lost: 0 },
      ...{ failoverTime: 57_000, settleTime: 57_000, answersFromOldSite: 0 },
      shares: { during: [load('a', 5, 6), load('f', 1, 6)], after: [load('a', 15, 29), load('f', 14, 29)] },
    });
  });

  it('nothing happens to it', () => {
    expect(measure(SHARED, BOTH)).toMatchObject({
      ...{ sites: ['a + f'], outage: 0, failoverTime: null, settleTime: 0, recovered: true },
      shares: { during: [], after: [load('a', 15, 30), load('f', 15, 30)] },
    });
  });

  it('one of its sites goes without a loss', () => {
    expect(measure(`${'fa'.repeat(3)} ${'a'.repeat(30)}`, LEFT)).toMatchObject({
      ...{ siteAfter: 'a', outage: 0, failoverTime: 57_000, settleTime: 57_000, answersFromOldSite: 3 },
    });
  });

  it('one that has a site for itself comes to share two', () => {
    const sharers = { before: ['f'], after: ['a', 'b'] };
    expect(measure(`.. ${'ab'.repeat(20)}`, sharers, 'f'.repeat(30))).toMatchObject({
      ...{ sites: ['f', 'a + b'], failoverTime: 27_000, settleTime: 37_000, outage: 30_000 },
    });
  });

  it('another site answers in between', () => {
    expect(measure(`.b.b ${'a'.repeat(30)}`, LEFT)).toMatchObject({
      ...{ sites: ['a + f', 'b', 'a'], settleTime: 47_000, outage: 40_000, lost: 2 },
    });
  });

  it('two gaps are one where too few answers in a row lie between them to tell', () => {
    expect(answersInARow(2)).toBe(28);
    expect(measure(`. ${'fa'.repeat(14)} . ${SHARED}`, BOTH)).toMatchObject({
      ...{ outage: 20_000, totalOutage: 40_000 },
    });
    expect(measure(`. ${'fa'.repeat(10)} . ${SHARED}`, BOTH)).toMatchObject({
      ...{ outage: 230_000, totalOutage: 230_000 },
    });
  });

  it('found with a part of its queries lost: has the sites that answered the rest', () => {
    expect(measure(SHARED, BOTH, '.a'.repeat(15))).toMatchObject({ siteBefore: 'a', sites: ['a', 'a + f'] });
    expect(measure(SHARED, BOTH, '.'.repeat(30))).toMatchObject({ siteBefore: null, failoverTime: null });
  });

  it('fewer queries than say who shares them: whoever the tables lead to', () => {
    expect(measureShared(series('ff aa'), 15_000, { sharers: BOTH })).toMatchObject({ sites: ['a + f'] });
  });

  it('takes its shares before from where the step before had settled', () => {
    const one = series(`${'f'.repeat(10)}${'fa'.repeat(10)}${SHARED}`);
    const { shares } = measureShared(one, FAULT, { sharers: BOTH, since: 100_000 });
    expect(shares.before).toEqual([load('a', 10, 20), load('f', 10, 20)]);
  });
});
