/** What a crash and a black hole cost where BFD finds them out; in a file of its own, so that no other lab is up meanwhile. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { startLab } from '../docker/support/labs.ts';
import { costOf, SCHEDULING, seconds, THREE_SITES } from '../figures/support/cost.ts';

describe('BFD every 100 ms, 3 to be missed', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('bfd', `${THREE_SITES}\nbfd: { interval: 100, multiplier: 3 }\n`);
  });

  afterEach(async () => {
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
    await expect.poll(async () => (await cli(['status', lab])).exitCode, { timeout: 30_000 }).toBe(0);
  });

  // Without the way back: starting containers takes so much of two processors that probers would fall behind.
  it.each(['site-crash', 'blackhole'])('%s: BFD finds out', async (kind) => {
    const { lost, most } = await costOf(lab, kind, '--no-restore');
    expect(lost).toBeGreaterThan(0);
    expect(most).toBeLessThan(seconds(0.6) + SCHEDULING);
  });
});
