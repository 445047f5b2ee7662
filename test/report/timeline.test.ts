import { describe, expect, it } from 'vitest';
import { measureRun } from '../../src/measure/run-figures.ts';
import { timelineOf } from '../../src/report/timeline.ts';
import { plan, recordedRun } from '../measure/recorded-run.ts';
import { bigResult } from './results.ts';

const fault = { action: 'fault', site: 'fra', slot: 4 } as const;
const timeline = (c1: string, most = 100) => {
  const run = recordedRun([fault], { c1 });
  return timelineOf(run, measureRun(plan, run), most);
};

describe('timelineOf', () => {
  it('has periods of answers and of losses, in ms after the first step', () => {
    expect(timeline('ffff..nnf.')).toMatchObject({
      ...{ from: -40, to: 50, interval: 10, bin: 0 },
      lanes: [
        {
          client: 'c1',
          answers: [
            [-40, -10, 'fra'],
            [20, 30, 'nyc'],
            [40, 40, 'fra'],
          ],
          losses: [
            [0, 10, 2],
            [50, 50, 1],
          ],
        },
      ],
      marks: [{ at: 0, kind: 'step', text: 'withdraw fra' }],
    });
  });

  it('tells late answers, errors and answers without a name from good ones, and leaves out what never left', () => {
    expect(timeline('ffffLr?xf').lanes[0]).toMatchObject({
      answers: [
        [-40, -10, 'fra'],
        [20, 20, null],
        [40, 40, 'fra'],
      ],
      losses: [[0, 10, 2]],
    });
  });

  it('marks when routes changed', () => {
    const run = recordedRun([fault], { c1: 'ffff..nnn' }, [
      { node: 't', family: 4, prefix: '192.0.2.0/24', at: 55_000, interfaces: [interfaceTo('nyc')] },
      { node: 'nyc', family: 4, prefix: '192.0.2.0/24', at: 0, interfaces: [lanOf('nyc')] },
    ]);
    expect(timelineOf(run, measureRun(plan, run), 100).marks).toEqual([
      { at: 0, kind: 'step', text: 'withdraw fra' },
      { at: 15, kind: 'control-plane', text: 'routes changed at t' },
    ]);
  });

  it.each([1, 3, 10])(
    'joins what is too much within bins, and keeps every loss marked and counted (%i)',
    (most) => {
      const text = `ffff${'.n'.repeat(30)}${'n'.repeat(40)}.`;
      const whole = timeline(text).lanes[0]?.losses ?? [];
      const { lanes, bin } = timeline(text, most);
      const joined = lanes[0]?.losses ?? [];
      expect(whole).toHaveLength(31);
      expect(bin).toBeGreaterThan(0);
      expect(joined.length).toBeLessThanOrEqual(most + 2);
      expect(joined.reduce((sum, [, , lost]) => sum + lost, 0)).toBe(31);
      for (const [at] of whole) {
        const cover = joined.filter(([from, to]) => from <= at && at <= to);
        expect(cover).toHaveLength(1);
        // Joined losses do not spread over more than their bin.
        expect(cover.every(([from, to]) => to - from <= bin)).toBe(true);
      }
    },
  );

  it('keeps every loss of 24 clients', () => {
    const [lab] = bigResult().labs;
    const run = lab?.scenarios[0]?.run;
    if (lab === undefined || run == null) throw new Error('there is no run');
    const { lanes } = timelineOf(run, [], 20);
    const lost = run.record.series.flatMap(({ samples }) =>
      samples.filter(({ receivedAt }) => receivedAt === null),
    ).length;
    expect(lanes).toHaveLength(48);
    expect(lanes.flatMap(({ losses }) => losses).reduce((sum, [, , count]) => sum + count, 0)).toBe(lost);
    expect(Math.max(...lanes.map(({ losses }) => losses.length))).toBeLessThanOrEqual(22);
  });
});

function interfaceTo(node: string): string {
  const link = plan.links.find(
    ({ kind, ports }) => kind === 'session' && ports.some((port) => port.node === node),
  );
  return link?.ports.find((port) => port.node === 't')?.interface ?? '';
}

function lanOf(node: string): string {
  const link = plan.links.find(
    ({ kind, ports }) => kind === 'lan' && ports.some((port) => port.node === node),
  );
  return link?.ports.find((port) => port.node === node)?.interface ?? '';
}
