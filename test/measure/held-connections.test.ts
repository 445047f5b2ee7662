import { describe, expect, it } from 'vitest';
import type { RunStep } from '../../src/measure/run.ts';
import { proberContext } from '../../src/measure/samples.ts';
import {
  type HeldConnections,
  type HeldOutcome,
  measureHeld,
} from '../../src/measure/tcp/held-connections.ts';
import { measureHeldRepeats } from '../../src/measure/tcp/held-repeats.ts';
import { type HoldEvent, parseHoldLine } from '../../src/measure/tcp/hold-events.ts';
import { PREFIX, plan } from './forensics/lab.ts';

const context = proberContext(plan, 'c1');
const TARGET = '192.0.2.53';

const HOLDING = { interval: 100, timeout: 5000 };

/** What comes of it for the steps. */
function measure(events: readonly HoldEvent[]): readonly (readonly HeldOutcome[])[] {
  const held = { ...HOLDING, events };
  return measureHeld(plan, { steps: STEPS, record: { series: [], fib: [], held } })?.steps ?? [];
}

/** What a client's `hold` writes, from its lines. */
function read(...records: readonly object[]): readonly HoldEvent[] {
  return records.flatMap(
    (record) => parseHoldLine(JSON.stringify({ target: TARGET, connection: 1, ...record }), context) ?? [],
  );
}
const open = (opened: number, server: string, failures = 0) => ({
  ...{ event: 'open', server, began: opened - 200, opened, failures },
});
const broken = (at: number, how: string, waiting: number | null) => ({
  ...{ event: 'broken', how, at, waiting, answered: 0 },
});

const step = (action: RunStep['action'], before: number): RunStep => ({
  ...{ action, kind: 'withdraw', target: 'fra', site: 'fra', settled: true },
  instants: [{ family: 4, prefix: PREFIX[4], before, after: before + 50 }],
});
const STEPS = [step('fault', 1_000_000), step('restore', 9_000_000)];

describe('what becomes of held connections', () => {
  it('tells how and when one broke, and what the next one cost, at each step', () => {
    const events = read(
      { event: 'start', version: 1 },
      open(1000, 'ns1.fra'),
      broken(1_090_500, 'reset', 1_090_000),
      open(1_091_500, 'ns1.nyc'),
      broken(9_050_000, 'reset', 9_049_000),
      open(9_150_000, 'ns2.fra', 2),
    );
    expect(measure(events)).toEqual([
      [
        {
          ...{ client: 'c1', service: 'dns', family: 4, from: 'fra', breaks: 1, works: true },
          broke: { how: 'reset', after: 90_500, waited: 500 },
          again: { site: 'nyc', after: 91_500, took: 1000, failures: 0 },
        },
      ],
      [
        {
          ...{ client: 'c1', service: 'dns', family: 4, from: 'nyc', breaks: 1, works: true },
          broke: { how: 'reset', after: 50_000, waited: 1000 },
          again: { site: 'fra', after: 150_000, took: 100_000, failures: 2 },
        },
      ],
    ]);
  });

  it('tells one that holds from one that is never answered again', () => {
    const holds = measure(read(open(1000, 'ns1.fra')));
    expect(holds.flat()).toMatchObject([
      { from: 'fra', broke: null, breaks: 0, again: null, works: true },
      { from: 'fra', broke: null, works: true },
    ]);
    const silent = read(open(1000, 'ns1.fra'), { event: 'silent', since: 1_100_000 });
    expect(measure(silent)[0]).toMatchObject([{ broke: null, again: null, works: false }]);
    const spoke = [...silent, ...read({ event: 'spoke', at: 3_000_000 })];
    expect(measure(spoke)[0]).toMatchObject([{ broke: null, works: true }]);
  });

  it('counts a new connection that breaks, too', () => {
    const events = read(
      open(1000, 'ns1.fra'),
      broken(6_100_000, 'timeout', 1_100_000),
      open(6_200_000, 'ns1.nyc'),
      broken(6_300_000, 'closed', null),
    );
    expect(measure(events)[0]).toMatchObject([
      { broke: { how: 'timeout', waited: 5_000_000 }, breaks: 2, again: null, works: false },
    ]);
  });

  it('refuses lines of another version, and of what nobody asked', () => {
    expect(() => read({ event: 'start', version: 2 })).toThrow(/version 2/);
    expect(() => read({ event: 'silent', target: '192.0.2.99', since: 1 })).toThrow(/nobody/);
    expect(() => read({ event: 'other' })).toThrow(/not known/);
  });
});

describe('held connections over repeats', () => {
  const run = (...records: readonly object[]): HeldConnections | null =>
    measureHeld(plan, {
      steps: STEPS,
      record: { series: [], fib: [], held: { ...HOLDING, events: read(...records) } },
    });

  it('count in how many they broke, and take times only from those', () => {
    const moved = [open(1000, 'ns1.fra'), broken(1_300_000, 'reset', null), open(1_301_000, 'ns1.nyc')];
    const gone = [open(1000, 'ns1.fra'), broken(6_000_000, 'timeout', 1_000_000)];
    const spreads = measureHeldRepeats([run(...moved), run(open(1000, 'ns1.fra')), run(...gone), null]);
    expect(spreads).toMatchObject([
      [
        {
          ...{ client: 'c1', service: 'dns', family: 4, broke: 2, of: 3 },
          after: { min: 300_000, max: 5_000_000, of: 2 },
          took: { min: 1000, max: null, never: 1 },
        },
      ],
      [{ broke: 0, of: 3, after: null, took: null }],
    ]);
  });
});
