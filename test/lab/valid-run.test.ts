import { describe, expect, it } from 'vitest';
import { runUntilValid } from '../../src/lab/valid-run.ts';
import type { Invalidity } from '../../src/measure/validity.ts';
import type { ScenarioOutcome } from '../../src/scenario/outcome.ts';

const TARGET = { client: 'anna', service: 'dns', family: 4, sent: 300 } as const;
const BEHIND: Invalidity = { ...TARGET, reason: 'behind', behind: 9, maxLateness: 24_000 };
const PAUSED: Invalidity = { ...TARGET, reason: 'paused', longest: 200_000 };
const ENDED: Invalidity = { client: 'anna', reason: 'ended-early' };

/** What comes of a scenario whose runs are invalid for these reasons, one after another, and how often the lab was put right. */
async function outcomeOf(runs: readonly (readonly Invalidity[])[], problem: string | null = null) {
  const left = [...runs];
  let again = 0;
  const outcome = await runUntilValid(
    () => {
      const invalid = left.shift();
      if (invalid === undefined) throw new Error('one run too many');
      return Promise.resolve({ name: 's', run: { invalid }, problem } as unknown as ScenarioOutcome);
    },
    () => {
      again += 1;
      return Promise.resolve();
    },
  );
  return { discarded: outcome.discarded, invalid: outcome.run?.invalid, again, unused: left.length };
}

describe('a scenario is run', () => {
  it('once, where its run is valid', async () => {
    const once = { discarded: undefined, invalid: [], again: 0, unused: 1 };
    expect(await outcomeOf([[], []])).toEqual(once);
  });

  it('again, where the machine was too busy', async () => {
    const second = { discarded: [[BEHIND], [PAUSED, BEHIND]], invalid: [], again: 2, unused: 0 };
    expect(await outcomeOf([[BEHIND], [PAUSED, BEHIND], []])).toEqual(second);
  });

  it('three times at most', async () => {
    const third = { discarded: [[BEHIND], [BEHIND]], invalid: [PAUSED], again: 2, unused: 1 };
    expect(await outcomeOf([[BEHIND], [BEHIND], [PAUSED], []])).toEqual(third);
  });

  it('once, where the fault itself may have ended a prober, or a step went wrong', async () => {
    expect(await outcomeOf([[ENDED], []])).toMatchObject({ invalid: [ENDED], again: 0, unused: 1 });
    expect(await outcomeOf([[BEHIND], []], 'it broke')).toMatchObject({ again: 0, unused: 1 });
  });
});
