/** What a fault costs the clients of fra on the default lab. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { measuredRun } from '../../docker/support/measured.ts';

export const THREE_SITES = readFileSync(
  new URL('../../../topologies/three-sites.yaml', import.meta.url),
  'utf8',
);

/** The clients of fra; all others are to notice nothing. */
const OF_FRA = ['berlin', 'paris'];

/** Between two queries, in ms. */
export const INTERVAL = 10;

/** What a busy machine may add to any figure, in µs. */
export const SCHEDULING = 150_000;

export const seconds = (value: number): number => value * 1e6;

/** Takes fra away and brings it back; returns what that cost its clients, over both IP versions. */
export async function costOf(lab: string, kind: string, ...words: readonly string[]) {
  const options = ['--fault', kind, '--interval', String(INTERVAL), ...words];
  const result = await measuredRun('fra', '--lab', lab, ...options);
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
