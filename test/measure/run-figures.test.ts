import { describe, expect, it } from 'vitest';
import type { ChangeInstant, RunRecord } from '../../src/measure/failover.ts';
import type { FibEvent } from '../../src/measure/fib.ts';
import { seriesOf } from '../../src/measure/outage.ts';
import type { RecordedRun, RunStep } from '../../src/measure/run.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import type { QuerySample } from '../../src/measure/samples.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { INTERVAL, query } from './timeline.ts';

const parsed = parseTopology(
  'sites: { fra: , nyc: }\nrouters: { t: }\nclients: { c1: t }\nlinks: [fra -> t, nyc -> t]\n',
  'lab.yaml',
);
if (!('topology' in parsed) || parsed.topology === undefined)
  throw new Error('the topology of this test is wrong');
const plan = planLab(parsed.topology);

const SITES: Readonly<Record<string, string>> = { f: 'fra', n: 'nyc' };

/** One character a query every 10 ms: `f` fra, `n` nyc, `.` lost. */
function samples(timeline: string): readonly QuerySample[] {
  return [...timeline].map((fate, seq) => {
    const sample = query(seq, fate);
    return { ...sample, site: fate in SITES ? (SITES[fate] ?? null) : sample.site };
  });
}

const instant = (slot: number): readonly ChangeInstant[] => [
  { family: 4, prefix: '192.0.2.0/24', before: slot * INTERVAL, after: slot * INTERVAL + 100 },
];
const route = (node: string, at: number, ...interfaces: string[]): FibEvent => ({
  ...{ node, family: 4, prefix: '192.0.2.0/24', at, interfaces },
});
const step = (action: RunStep['action'], instants: readonly ChangeInstant[]): RunStep => ({
  ...{ action, kind: 'withdraw', target: 'fra', site: 'fra', instants, settled: true },
});
const measure = (record: RunRecord, ...steps: readonly RunStep[]) => {
  const run: RecordedRun = { interval: 10, timeout: 1000, patience: 30, steps, record, invalid: [] };
  return measureRun(plan, run).map(({ outcomes }) => outcomes);
};
const BEFORE = [route('fra', 0, 'lan'), route('nyc', 0, 'lan'), route('t', 0, 'to-fra')];

describe('measureRun', () => {
  it('tells both halves of a run apart', () => {
    const record = {
      // Withdrawn in slot 5, back in slot 15.
      series: seriesOf(samples('fffff' + 'f..nnnnnnn' + 'nffffff')),
      fib: [...BEFORE, route('t', 75_000, 'to-nyc'), route('t', 158_000, 'to-fra')],
    };
    const [failover, failback] = measure(record, step('fault', instant(5)), step('restore', instant(15)));
    expect(failover).toMatchObject([
      {
        ...{ client: 'c1', siteBefore: 'fra', siteAfter: 'nyc', sites: ['fra', 'nyc'], sent: 10, lost: 2 },
        ...{ failoverTime: 32_000, outage: 30_000, recovered: true },
        controlPlane: { time: 25_000, completedBy: 't' },
      },
    ]);
    expect(failback).toMatchObject([
      {
        ...{ siteBefore: 'nyc', siteAfter: 'fra', sent: 7, lost: 0, failoverTime: 12_000, outage: 0 },
        controlPlane: { time: 8_000, completedBy: 't' },
      },
    ]);
  });

  it('takes a client for one flow where routers make flows of addresses alone', () => {
    const both = ['to-fra', 'to-nyc'];
    const record = {
      series: seriesOf(samples('fffff' + '..nnnnnnnn' + 'nffffff')),
      fib: [
        ...[route('fra', 0, 'lan'), route('nyc', 0, 'lan'), route('t', 0, ...both)],
        ...[route('t', 75_000, 'to-nyc'), route('t', 158_000, ...both)],
      ],
    };
    const steps = [step('fault', instant(5)), step('restore', instant(15))];
    const run: RecordedRun = { interval: 10, timeout: 1000, patience: 30, steps, record, invalid: [] };
    const [failover, failback] = measureRun({ ...plan, ecmpHash: 'l3' }, run);
    expect(failover?.outcomes).toMatchObject([
      {
        ...{ siteBefore: 'fra', siteAfter: 'nyc', lost: 2, outage: 30_000 },
        controlPlane: { time: 25_000, completedBy: 't' },
      },
    ]);
    expect(failover?.outcomes[0]).not.toHaveProperty('shares');
    // Where the tables lead to fra and nyc again, nobody can say of its flow but that it is one of the two.
    expect(failback?.outcomes).toMatchObject([
      { siteBefore: 'nyc', siteAfter: 'fra', lost: 0, controlPlane: { time: 8_000, completedBy: 't' } },
    ]);
  });

  it('wants a client home after the restore, not just anywhere', () => {
    const record = {
      series: seriesOf(samples('fffffnnnnnnnnnn')),
      fib: [...BEFORE, route('t', 51_000, 'to-nyc')],
    };
    const [failover, failback] = measure(record, step('fault', instant(5)), step('restore', instant(10)));
    expect(failover).toMatchObject([{ controlPlane: { time: 1_000 } }]);
    expect(failback).toMatchObject([{ siteAfter: 'nyc', recovered: true, controlPlane: { time: null } }]);
  });

  it('counts what came after the restore to the failback alone', () => {
    const record = {
      series: seriesOf(samples('fffff.....' + 'fffff')),
      fib: [...BEFORE, route('t', 51_000)],
    };
    const [failover, failback] = measure(record, step('fault', instant(5)), step('restore', instant(10)));
    expect(failover).toMatchObject([
      { sent: 5, lost: 5, recovered: false, siteAfter: null, controlPlane: { time: null } },
    ]);
    expect(failback).toMatchObject([{ sent: 5, lost: 0, recovered: true, siteAfter: 'fra' }]);
  });

  it('has no failback without a restore, and says nothing of a prefix that was left alone', () => {
    const record = { series: seriesOf(samples('fffff')), fib: BEFORE };
    expect(measure(record, step('fault', instant(2)))).toMatchObject([[{ client: 'c1', lost: 0 }]]);
    const other = [{ ...instant(2)[0], prefix: '198.51.100.0/24' } as ChangeInstant];
    expect(measure(record, step('fault', other))).toEqual([[]]);
  });

  it('measures each of several steps by itself, and knows who is away', () => {
    const record = {
      series: seriesOf(samples('fffff' + 'nnnnn' + '.....' + 'fffff')),
      fib: [...BEFORE, route('t', 51_000, 'to-nyc'), route('t', 101_000), route('t', 152_000, 'to-fra')],
    };
    const nyc = { ...step('fault', instant(10)), target: 'nyc', site: 'nyc' };
    const [first, second, third] = measure(
      record,
      step('fault', instant(5)),
      nyc,
      step('restore', instant(15)),
    );
    expect(first).toMatchObject([{ siteAfter: 'nyc', lost: 0, controlPlane: { time: 1_000 } }]);
    expect(second).toMatchObject([
      { siteBefore: 'nyc', siteAfter: null, lost: 5, controlPlane: { time: null } },
    ]);
    // It had no answer any more when fra came back: what it had lost by then is not this step's.
    expect(third).toMatchObject([
      { siteBefore: null, siteAfter: 'fra', lost: 0, controlPlane: { time: 2_000 } },
    ]);
    expect(third?.[0]?.outage).toBe(0);
  });

  it('has nobody away any more after a restore of everything', () => {
    const record = {
      series: seriesOf(samples('fffff' + 'nnnnn' + '.....' + 'nnnnn')),
      fib: [...BEFORE, route('t', 51_000, 'to-nyc'), route('t', 101_000), route('t', 152_000, 'to-nyc')],
    };
    const nyc = { ...step('fault', instant(10)), target: 'nyc', site: 'nyc' };
    const all = { ...step('restore', instant(15)), target: null, site: null };
    const [, , third] = measure(record, step('fault', instant(5)), nyc, all);
    // Its way home to fra is open, and was not taken.
    expect(third).toMatchObject([{ siteAfter: 'nyc', controlPlane: { time: null } }]);
  });

  it('measures a client flow by flow whose packets the tables share among sites', () => {
    const shared = 'fn'.repeat(15);
    const record = {
      // Withdrawn in slot 30, back in slot 70.
      series: seriesOf(samples(`${shared}${'.n'.repeat(5)}${'n'.repeat(30)}${'n'.repeat(5)}${shared}`)),
      fib: [
        ...[route('fra', 0, 'lan'), route('nyc', 0, 'lan'), route('t', 0, 'to-fra', 'to-nyc')],
        ...[route('t', 375_000, 'to-nyc'), route('t', 741_000, 'to-fra', 'to-nyc')],
      ],
    };
    const [failover, failback] = measure(record, step('fault', instant(30)), step('restore', instant(70)));
    expect(failover).toMatchObject([
      {
        ...{ siteBefore: 'fra + nyc', siteAfter: 'nyc', lost: 5, outage: 100_000, failoverTime: 92_000 },
        controlPlane: { time: 75_000, completedBy: 't' },
      },
    ]);
    expect(failback).toMatchObject([
      {
        ...{ siteBefore: 'nyc', siteAfter: 'fra + nyc', lost: 0, outage: 0, failoverTime: 52_000 },
        // Not before both are reached again.
        controlPlane: { time: 41_000, completedBy: 't' },
        shares: { before: [{ site: 'nyc', queries: { count: 30, of: 30 } }] },
      },
    ]);
  });

  it('wants packets over another link where theirs is cut, though the tables lead to the same site', () => {
    const yaml =
      'sites: { fra: }\nrouters: { t: , u: }\nclients: { c1: t }\nlinks: [fra -> t, fra -> u, t -> u]\n';
    const ring = parseTopology(yaml, 'ring.yaml');
    if (!('topology' in ring) || ring.topology === undefined) throw new Error('the ring is wrong');
    const instants = instant(5);
    const cut: RunStep = {
      ...{ action: 'fault', kind: 'link-down', target: 'fra--t', site: null, instants, settled: true },
    };
    const run: RecordedRun = {
      ...{ interval: 10, timeout: 1000, patience: 30, steps: [cut], invalid: [] },
      record: {
        series: seriesOf(samples('fffff' + '..ffffff')),
        fib: [
          ...[route('fra', 0, 'lan'), route('u', 0, 'to-fra'), route('t', 0, 'to-fra')],
          route('t', 62_000, 'to-u'),
        ],
      },
    };
    expect(measureRun(planLab(ring.topology), run)[0]?.outcomes).toMatchObject([
      { siteBefore: 'fra', siteAfter: 'fra', controlPlane: { time: 12_000, completedBy: 't' } },
    ]);
  });
});
