/** What each kind of fault costs the clients of a site on the default lab: the figures that docs/faults.md promises, as ranges. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultList } from '../../src/lab/fault.ts';
import { cliJson } from '../docker/support/cli.ts';
import { startLab } from '../docker/support/labs.ts';
import { costOf, INTERVAL, SCHEDULING, seconds, THREE_SITES } from './support/cost.ts';

describe('timers of 1 s and 3 s, health checks every second', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('reference', THREE_SITES);
  });
  afterEach(async () => {
    expect((await cliJson<FaultList>(['faults', lab])).faults).toEqual([]);
  });

  it.each(['withdraw', 'drain', 'bgp-hang'])('%s: nothing is lost', async (kind) => {
    const { lost, most } = await costOf(lab, kind);
    expect({ lost, most }).toEqual({ lost: 0, most: 0 });
  });

  it.each([
    ['bgp-kill', []],
    ['link-down', []],
    ['site-crash', ['--carrier', 'lost']],
  ])('%s %s: the neighbour sees it at once', async (kind, words) => {
    const { lost, most } = await costOf(lab, kind, ...words);
    expect(lost).toBeGreaterThan(0);
    expect(most).toBeLessThan(seconds(0.3) + SCHEDULING);
  });

  it.each([
    ['site-crash', []],
    ['blackhole', []],
    ['blackhole', ['--direction', 'from']],
  ])('%s %s: the hold timer has to find out', async (kind, words) => {
    const { least, most } = await costOf(lab, kind, ...words);
    expect(least).toBeGreaterThan(seconds(3 - 1) - INTERVAL * 1000);
    expect(most).toBeLessThan(seconds(3.5) + SCHEDULING);
  });

  it.each(['server-kill', 'server-hang'])('%s: the health check withdraws the site', async (kind) => {
    const { least, most } = await costOf(lab, kind);
    // Two failures in a row, one check a second; the first check after the fault comes within one.
    expect(least).toBeGreaterThan(seconds(1) - SCHEDULING);
    expect(most).toBeLessThan(seconds(1 * 2 + 0.5) + SCHEDULING);
  });
});
