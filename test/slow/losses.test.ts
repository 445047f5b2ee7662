/** What networks and exchanges lose besides sites, where it takes its time: a route reflector, and a port. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { killNode } from '../docker/support/engine.ts';
import { startLab } from '../docker/support/labs.ts';
import { both, explained, HOME, LOSSES, SOON, sitesOf } from '../docker/support/losses.ts';
import { measuredRun } from '../docker/support/measured.ts';

describe('losses of a network and an exchange', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('losses', LOSSES);
  });

  it('a route reflector: its clients are left with what they hear themselves', async () => {
    await killNode(lab, 'rr');
    const without = { ...both('adam', null), ...both('bea', 'nyc'), ...both('dora', 'nyc') };
    await expect.poll(() => sitesOf(lab), SOON).toEqual({ ...HOME, ...without });
    const { explanations, down } = await explained(lab, 'adam');
    for (const { hops, end } of explanations) {
      expect(end).toEqual({ kind: 'no-route', router: 'west' });
      expect(hops).toMatchObject([{ router: 'west', candidates: [] }]);
    }
    for (const router of ['east', 'south', 'west']) {
      expect(down).toContainEqual(expect.objectContaining({ router, neighbor: 'rr', family: 4 }));
    }
    const { nodes } = JSON.parse((await cli(['status', lab, '--json'])).stdout) as LabStatus;
    expect(nodes.find(({ node }) => node === 'rr')).toMatchObject({ running: false });
    const { mended, failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(mended).toContainEqual(expect.objectContaining({ what: 'started and wired', node: 'rr' }));
    expect(failed).toEqual([]);
    await expect.poll(() => sitesOf(lab), SOON).toEqual(HOME);
  });

  it('a port at an exchange: the others keep their carrier, and wait for the hold timer', async () => {
    const { failover, failback } = await measuredRun(
      ...['nyc', '--lab', lab, '--fault', 'link-down', '--interval', '50'],
    );
    const moved = failover.filter(({ client }) => client === 'carl');
    for (const { siteAfter, outage, controlPlane } of moved) {
      expect(siteAfter).toBe('fra');
      expect(outage).toBeGreaterThan(1_900_000);
      expect(outage).toBeLessThan(4_000_000);
      expect(controlPlane.completedBy).toBe('isp');
    }
    expect(moved).toHaveLength(2);
    for (const { lost, sites: turns } of failover.filter(({ client }) => client !== 'carl')) {
      expect({ lost, turns }).toEqual({ lost: 0, turns: ['fra'] });
    }
    for (const { client, siteAfter } of failback) expect(siteAfter).toBe(HOME[`${client} v4`]);
  });
});
