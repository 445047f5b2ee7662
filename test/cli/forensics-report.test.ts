import chalk from 'chalk';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportForensics } from '../../src/cli/reporters/forensics-report.ts';
import type { Forensics } from '../../src/measure/forensics/forensics.ts';
import type { TimelineEvent } from '../../src/measure/forensics/timeline.ts';
import type { RunStep } from '../../src/measure/run.ts';

beforeAll(() => {
  chalk.level = 0;
});

const withdrawn: RunStep = {
  ...{ action: 'fault', kind: 'withdraw', target: 'fra', site: 'fra', instants: [], settled: true },
};
const restored: RunStep = { ...withdrawn, action: 'restore' };

const EMPTY: Forensics = { invalid: [], packets: 4100, losses: [], counts: [], timeline: [] };
const event = (at: number, kind: TimelineEvent['kind'], node: string, text: string): TimelineEvent => ({
  ...{ at, kind, node, text },
});

describe('the report of forensics', () => {
  it('tells each fate with its place, and the answer’s where it was answered', () => {
    const count = { client: 'berlin', service: 'dns', family: 4 } as const;
    const counts = [
      [
        { ...count, verdict: 'sent-to-dead-site', where: 'fra', lost: 12 },
        { ...count, verdict: 'answer-lost', cause: 'lost-on-link', where: 'fra--t', lost: 1 },
      ],
      [{ ...count, family: 6, verdict: 'unknown', where: null, lost: 3 }],
    ] as const;
    const report = reportForensics({ ...EMPTY, counts }, [withdrawn, restored]);
    expect(report.split('\n').slice(0, 8)).toEqual([
      'Lost queries followed through 4100 packets on all links:',
      'withdraw fra: 13 lost',
      'CLIENT  IP  LOST  VERDICT                     WHERE',
      'berlin  v4    12  sent-to-dead-site           fra',
      'berlin  v4     1  answer-lost (lost-on-link)  fra--t',
      'restore fra: 3 lost',
      'CLIENT  IP  LOST  VERDICT  WHERE',
      'berlin  v6     3  unknown  -',
    ]);
  });

  it('tells what followed each change, folded to a line for each node', () => {
    const report = reportForensics(
      {
        ...EMPTY,
        timeline: [
          event(500_000, 'bgp', 't', 'to u: before all that'),
          event(1_000_000, 'fault', 'fra', 'withdraw'),
          event(1_002_000, 'bgp', 'fra', 'to t: UPDATE'),
          event(1_002_500, 'fib', 't', 'no route to 192.0.2.0/24'),
          event(1_003_000, 'bgp', 'fra', 'to t: UPDATE'),
          event(1_004_000, 'bgp', 'fra', 'to u: UPDATE'),
          event(1_900_000, 'bgp', 'fra', 'to t: OPEN'),
          event(3_000_000, 'restore', 'fra', 'withdraw undone'),
        ],
      },
      [],
    );
    expect(report.split('\n').slice(2)).toEqual([
      'fra: withdraw',
      '  AFTER  WHAT  NODE  EVENT',
      '+2.0 ms  bgp   fra   UPDATE to t, u',
      '+2.5 ms  fib   t     no route to 192.0.2.0/24',
      '+900 ms  bgp   fra   OPEN to t',
      '',
      'fra: withdraw undone',
      'nothing changed',
      '',
    ]);
  });

  it('says how much it leaves out', () => {
    const events = Array.from({ length: 23 }, (_, index) => event(2 + index, 'fib', `r${index}`, 'changed'));
    const report = reportForensics(
      { ...EMPTY, timeline: [event(1, 'fault', 'fra', 'withdraw'), ...events] },
      [],
    );
    expect(report).toContain('and 3 more events');
    expect(report).toContain('r19');
    expect(report).not.toContain('r20');
  });

  it('says why it is not to be believed', () => {
    const report = reportForensics(
      {
        ...EMPTY,
        invalid: [
          { reason: 'packets-dropped', dropped: 5, packets: 4100 },
          { reason: 'capture-full', packets: 4100 },
          { reason: 'clock-set', shift: -2_000_000 },
        ],
      },
      [],
    );
    expect(report.startsWith('INVALID: ')).toBe(true);
    expect(report).toContain('INVALID: 5 of 4105 packets were not captured');
    expect(report).toContain('INVALID: the capture was ended after 4100 packets');
    expect(report).toContain('INVALID: the clock was set by 2.00 s');
  });
});
