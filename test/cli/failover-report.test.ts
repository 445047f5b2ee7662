import { describe, expect, it } from 'vitest';
import { failoverDocument } from '../../src/cli/reporters/failover-json.ts';
import { failoverExit } from '../../src/cli/reporters/failover-report.ts';
import type { FailoverResult, MeasuredFailover } from '../../src/lab/failover.ts';
import type { Failovers } from '../../src/lab/failovers.ts';
import type { Forensics } from '../../src/measure/forensics/forensics.ts';

const SOUND: Forensics = { invalid: [], packets: 1, losses: [], counts: [], timeline: [] };

/** As much of a measured failover as its exit code depends on. */
function measured(result: Partial<FailoverResult>, forensics: Forensics | null = null): MeasuredFailover {
  return { result: { recovered: true, invalid: [], ...result }, forensics } as unknown as MeasuredFailover;
}

describe('what failover ends with', () => {
  const good = measured({}, SOUND);
  const lost = measured({ recovered: false });
  const busy = measured({ recovered: false, invalid: [{ client: 'c1', reason: 'ended-early' }] });
  const blind = measured({}, { ...SOUND, invalid: [{ reason: 'clock-set', shift: 5000 }] });
  const through = { problem: null, interrupted: false };
  it.each([
    ['0 where every client recovered', [good, measured({})], 0],
    ['1 where one did not', [good, lost], 1],
    ['3 where the figures of a run do not stand', [lost, busy], 3],
    ['3 where what became of lost queries does not stand', [good, blind], 3],
  ])('is %s', (_, runs, code) => {
    expect(failoverExit({ ...through, measured: runs })).toBe(code);
  });

  it('is 3 where a later run failed, and 130 where the user stopped it', () => {
    const problem = 'run 2 of 3: the engine is gone';
    expect(failoverExit({ measured: [good], problem, interrupted: false })).toBe(3);
    expect(failoverExit({ measured: [lost], problem: 'run 2 of 3: interrupted', interrupted: true })).toBe(
      130,
    );
  });
});

describe('what failover prints as JSON', () => {
  const done = (measuredRuns: readonly MeasuredFailover[], problem: string | null) =>
    ({ measured: measuredRuns, load: [], spread: [], problem }) as unknown as Failovers;

  it('has one shape, however many runs there were', () => {
    const [one, two] = [done([measured({})], null), done([measured({}, SOUND), measured({})], 'run 3: gone')];
    expect(failoverDocument(one)).toEqual({
      runs: [{ recovered: true, invalid: [], load: [] }],
      ...{ spread: [], problem: null },
    });
    expect(failoverDocument(two)).toMatchObject({
      runs: [{ recovered: true, forensics: SOUND }, { recovered: true }],
      ...{ spread: [], problem: 'run 3: gone' },
    });
  });
});
