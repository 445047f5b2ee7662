import { describe, expect, it } from 'vitest';
import { measureClient, seriesOf } from '../../src/measure/outage.ts';
import { INTERVAL, series } from './timeline.ts';

/** Half an interval after the fifth query was sent; its answer came before. */
const FAULT = 45_000;

const measure = (timeline: string, faultAt = FAULT) => measureClient(series(timeline), faultAt);

describe('measureClient', () => {
  it('moved after a gap', () => {
    expect(measure('fffff ... aaa')).toEqual({
      client: 'c1',
      service: 'dns',
      family: 4,
      siteBefore: 'f',
      siteAfter: 'a',
      sites: ['f', 'a'],
      // The ninth query leaves at 80 ms, its answer comes at 82.
      failoverTime: 37_000,
      // From the fifth's answer, at 42 ms.
      outage: 40_000,
      totalOutage: 40_000,
      recovered: true,
      settleTime: 37_000,
      sent: 6,
      lost: 3,
      late: 0,
      failed: 0,
      answersFromOldSite: 0,
      errors: {},
      resolution: 10_000,
    });
  });

  it('stays on its site', () => {
    expect(measure('fffff ffff')).toMatchObject({
      ...{ siteAfter: 'f', sites: ['f'], failoverTime: null, outage: 0, totalOutage: 0, settleTime: 0 },
      ...{ recovered: true, sent: 4, lost: 0, answersFromOldSite: 4 },
    });
  });

  it('stays on its site after a gap', () => {
    expect(measure('fffff .. fff')).toMatchObject({ failoverTime: null, outage: 30_000, settleTime: 27_000 });
  });

  it('the query under way at the fault was answered by the old site, which says nothing', () => {
    expect(measure('fffff fff', 41_000)).toMatchObject({ sent: 4, lost: 0, answersFromOldSite: 3 });
  });

  it('moved without a loss', () => {
    expect(measure('fffff aaa')).toMatchObject({
      failoverTime: 7_000,
      outage: 0,
      lost: 0,
      settleTime: 7_000,
    });
  });

  it('never recovered', () => {
    expect(measure('fffff .....')).toMatchObject({
      ...{ siteBefore: 'f', siteAfter: null, failoverTime: null, recovered: false, settleTime: null },
      // To the sending of the last query: it lasted at least that long.
      ...{ outage: 48_000, sent: 5, lost: 5 },
    });
  });

  it('recovered, then was lost again for good', () => {
    expect(measure('fffff .aa. ...')).toMatchObject({
      ...{ siteAfter: null, sites: ['f', 'a'], recovered: false, settleTime: null },
      ...{ failoverTime: 17_000, outage: 38_000, totalOutage: 58_000, lost: 5 },
    });
  });

  it('flapped', () => {
    expect(measure('fffff . a . f .. a a')).toMatchObject({
      ...{ sites: ['f', 'a', 'f', 'a'], siteAfter: 'a', failoverTime: 17_000, settleTime: 67_000 },
      ...{ outage: 30_000, totalOutage: 70_000, lost: 4, answersFromOldSite: 1 },
    });
  });

  it('answered late: lost, and no end of a gap', () => {
    expect(measure('fffff L.L a')).toMatchObject({
      sent: 4,
      lost: 3,
      late: 2,
      outage: 40_000,
      sites: ['f', 'a'],
    });
  });

  it('answered with an error: not lost, and no end of a gap', () => {
    expect(measure('fffff .r a')).toMatchObject({ sent: 3, lost: 1, failed: 1, outage: 30_000 });
  });

  it('first query lost', () => {
    expect(measure('. ffff aa')).toMatchObject({ siteBefore: 'f', lost: 0, outage: 0, failoverTime: 7_000 });
    expect(measure('. aa', -1)).toMatchObject({
      siteBefore: null,
      lost: 1,
      outage: 12_000,
      failoverTime: null,
    });
  });

  it('no answer before the fault', () => {
    expect(measure('..... .aa')).toMatchObject({
      ...{ siteBefore: null, siteAfter: 'a', sites: ['a'], failoverTime: null, sent: 3, lost: 1 },
      // No answer to count from: from the sending of the first lost query.
      ...{ outage: 12_000, settleTime: 17_000 },
    });
  });

  it('found without answers: had no site, and lost nothing that it had not lost before', () => {
    expect(measure('ff... .aaa')).toMatchObject({
      ...{ siteBefore: null, siteAfter: 'a', sites: ['a'], failoverTime: null, lost: 1, outage: 12_000 },
    });
  });

  it('no sample at all', () => {
    expect(measure('')).toMatchObject({
      ...{
        siteBefore: null,
        siteAfter: null,
        recovered: false,
        settleTime: null,
        outage: 0,
        sent: 0,
        lost: 0,
      },
    });
  });

  it('answers from the withdrawn site after the instant', () => {
    expect(measure('fffff ff a f a')).toMatchObject({
      ...{
        answersFromOldSite: 3,
        failoverTime: 27_000,
        settleTime: 47_000,
        sites: ['f', 'a', 'f', 'a'],
        lost: 0,
      },
    });
  });

  it('dropped locally: no part of the window, and neither begins nor ends a gap', () => {
    expect(measure('fffff xx.x a')).toMatchObject({ sent: 2, lost: 1, outage: 50_000 });
    expect(measure('fffff xx a')).toMatchObject({ sent: 1, lost: 0, outage: 0 });
  });

  it('refused by the network: lost, with the reason', () => {
    expect(measure('fffff !!. a')).toMatchObject({ lost: 3, errors: { ENETUNREACH: 2 } });
  });

  it('lost the query that the fault caught on its way', () => {
    // The fifth was sent 1 ms before; those lost well before the fault are not its doing.
    expect(measure('f.ff. aaa', 41_000)).toMatchObject({
      sent: 4,
      lost: 1,
      outage: 20_000,
      failoverTime: 11_000,
    });
    expect(measure('f.ff. aaa', 50_500)).toMatchObject({ siteBefore: null, sent: 3, lost: 0, outage: 0 });
  });

  it('lost what the fault caught waiting on a busy machine: nothing that was sent just before was answered', () => {
    // Sent 9 ms before, and the longest round trip took 2; the client had a site until then.
    expect(measure('ffff. .aa', 49_000)).toMatchObject({ siteBefore: 'f', sent: 4, lost: 2, outage: 30_000 });
    // This one was without answers by then.
    expect(measure('fff.. .aa', 49_000)).toMatchObject({ siteBefore: null, sent: 3, lost: 1 });
  });

  it('the query under way at the fault was answered by another site', () => {
    expect(measure('ffffa aaa', 41_000)).toMatchObject({ siteBefore: 'f', failoverTime: 1_000, sent: 4 });
  });

  it('an answer over a shorter path overtook those before the gap', () => {
    // Five answers that take 45 ms; the last is received at 85, the first from f at 82.
    expect(measure('SSSSS ... ff')).toMatchObject({ lost: 3, outage: 0, totalOutage: 0 });
  });

  it('answers that name no site count as answers, and move nobody', () => {
    expect(measure('fffff ??f')).toMatchObject({
      sites: ['f'],
      lost: 0,
      failoverTime: null,
      answersFromOldSite: 1,
    });
  });

  it('takes samples in any order', () => {
    const forward = series('fffff ..a.aa');
    const backward = { ...forward, samples: forward.samples.toReversed() };
    expect(measureClient(backward, FAULT)).toEqual(measureClient(forward, FAULT));
  });

  it('is as fine as the longest time without a query, from the last one before the window on', () => {
    const one = series('fffff fffff fffff');
    const without = (...seqs: readonly number[]) => ({
      ...one,
      samples: one.samples.filter(({ seq }) => !seqs.includes(seq)),
    });
    const resolution = (...seqs: readonly number[]) => measureClient(without(...seqs), FAULT).resolution;
    expect(resolution()).toBe(INTERVAL);
    expect(resolution(7, 8)).toBe(3 * INTERVAL);
    // The prober stalled as the fault came: how long its effect took to show is not known any better.
    expect(resolution(5, 6, 7)).toBe(4 * INTERVAL);
    expect(resolution(1, 2)).toBe(INTERVAL);
    expect(measureClient(without(8), FAULT, { until: 80_000 }).resolution).toBe(INTERVAL);
  });

  it('ends the window where it is told to', () => {
    const figures = measureClient(series('fffff ..aaa fff'), FAULT, { until: 100_000 });
    expect(figures).toMatchObject({ sites: ['f', 'a'], siteAfter: 'a', sent: 5 });
  });

  it('leaves to the next change what that one found under way', () => {
    // The last before 100 ms is lost to it; with 45 ms as the longest round trip, so may be those from 60 ms on.
    const until = 90_100;
    const one = series('fffff .aaaa ...');
    expect(measureClient(one, FAULT, { until })).toMatchObject({
      recovered: true,
      siteAfter: 'a',
      sent: 4,
      lost: 1,
    });
    expect(measureClient(one, until)).toMatchObject({ sent: 4, lost: 3, answersFromOldSite: 0 });
    const overtaken = series('fffff .a.a. ...');
    expect(measureClient(overtaken, FAULT, { until }).lost).toBe(2);
  });

  it('has every query in one window at most, whatever was lost around a change', () => {
    for (const text of ['fffff ..aaa SS.a.', 'ffSff ....S Sa.aa', 'fffff aSrr. .rSaa', 'Sffff aaLaa a.LSa']) {
      const one = series(`${text} aaaaa`);
      for (let until = 60_000; until < 160_000; until += 1700) {
        const [first, second] = [measureClient(one, FAULT, { until }), measureClient(one, until)];
        const whole = measureClient(one, FAULT);
        for (const count of ['sent', 'lost', 'failed', 'late'] as const)
          expect(first[count] + second[count], `${text} ${until} ${count}`).toBe(whole[count]);
      }
    }
  });
});

describe('seriesOf', () => {
  it('keeps clients, services and IP versions apart', () => {
    const { samples } = series('ff');
    const others = samples.map((sample) => ({ ...sample, family: 6 as const }));
    const third = samples.map((sample) => ({ ...sample, client: 'b1' }));
    const found = seriesOf([...others, ...samples, ...third]);
    expect(found.map(({ client, family, samples: { length } }) => [client, family, length])).toEqual([
      ['b1', 4, 2],
      ['c1', 4, 2],
      ['c1', 6, 2],
    ]);
  });
});
