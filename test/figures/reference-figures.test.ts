/** What each kind of fault costs the clients of a site on the default lab: the figures that the README promises, as ranges. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailoverResult } from '../../src/lab/failover.ts';
import type { FaultList } from '../../src/lab/fault.ts';
import { cliJson } from '../docker/support/cli.ts';
import { startLab } from '../docker/support/labs.ts';
import { measured } from '../docker/support/measured.ts';

const THREE_SITES = readFileSync(new URL('../../topologies/three-sites.yaml', import.meta.url), 'utf8');

/** The clients of fra; all others are to notice nothing. */
const OF_FRA = ['berlin', 'paris'];

/** ms. */
const INTERVAL = 10;

/** What a busy machine may add to any figure, in µs. */
const SCHEDULING = 150_000;

const seconds = (value: number): number => value * 1e6;

/** Takes fra away and brings it back; returns what that cost its clients, over both IP versions. */
async function costOf(lab: string, kind: string, ...words: readonly string[]) {
  const options = ['--fault', kind, '--json', '--interval', String(INTERVAL), ...words];
  const result = JSON.parse(await measured(0, 'fra', '--lab', lab, ...options)) as FailoverResult;
  const moved = result.failover.filter(({ client }) => OF_FRA.includes(client));
  const others = result.failover.filter(({ client }) => !OF_FRA.includes(client));
  expect([moved.length, others.length]).toEqual([4, 8]);
  for (const outcome of moved) {
    expect(outcome).toMatchObject({ siteBefore: 'fra', siteAfter: 'sin', recovered: true });
    expect(outcome.controlPlane.time).toBeGreaterThan(0);
  }
  for (const outcome of others) {
    expect(outcome).toMatchObject({ sites: [outcome.siteBefore], controlPlane: { time: 0 } });
    expect(outcome).toMatchObject({ lost: 0, outage: 0 });
  }
  for (const outcome of result.failback) expect(outcome).toMatchObject({ recovered: true });
  return {
    lost: Math.max(...moved.map(({ lost }) => lost)),
    least: Math.min(...moved.map(({ outage }) => outage)),
    most: Math.max(...moved.map(({ outage }) => outage)),
  };
}

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

describe('BFD every 100 ms, 3 to be missed', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('bfd', `${THREE_SITES}\nbfd: { interval: 100, multiplier: 3 }\n`);
  });

  it.each(['site-crash', 'blackhole'])('%s: BFD finds out', async (kind) => {
    const { lost, most } = await costOf(lab, kind);
    expect(lost).toBeGreaterThan(0);
    expect(most).toBeLessThan(seconds(0.6) + SCHEDULING);
  });
});
