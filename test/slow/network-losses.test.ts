/** What networks lose besides sites: a link within, and a session. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { execIn, startLab } from '../docker/support/labs.ts';
import { explained, HOME, LOSSES, SOON, sitesOf } from '../docker/support/losses.ts';
import { measuredRun } from '../docker/support/measured.ts';

describe('losses of a network', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('losses', LOSSES);
  });

  it('a link within a network: packets go round, and come back', async () => {
    const { failover, failback } = await measuredRun(
      ...['west--east', '--lab', lab, '--fault', 'link-down', '--interval', '50', '--no-restore'],
    );
    expect(failback).toEqual([]);
    for (const row of failover) {
      const { client, sites: turns, outage, controlPlane } = row;
      expect(turns, client).toHaveLength(1);
      if (client !== 'adam') {
        expect(row, client).toMatchObject({ lost: 0, controlPlane: { time: 0 } });
        continue;
      }
      // OSPF is told of the carrier, and no BGP session is lost.
      expect(outage).toBeLessThan(1_500_000);
      expect(controlPlane).toEqual({ time: expect.any(Number), completedBy: 'west' });
    }
    for (const { hops, end, trace, address } of (await explained(lab, 'adam')).explanations) {
      expect(end).toEqual({ kind: 'site', site: 'fra' });
      expect(hops.map(({ router, agrees }) => [router, agrees])).toEqual([
        ...[
          ['west', true],
          ['south', true],
          ['east', true],
          ['fra', true],
        ],
      ]);
      expect(trace).toEqual(['west', 'south', 'east', 'fra', address]);
    }
    const text = await cli(['status', lab]);
    expect(text.exitCode).toBe(1);
    expect(text.stdout).toMatch(/^west .* OSPF: east IPv4 Down, east IPv6 Down/m);
    expect(await sitesOf(lab)).toEqual(HOME);
    const { mended } = await cliJson<RestoreResult>(['restore', 'west--east', '--lab', lab]);
    expect(mended).toMatchObject([{ what: 'carrier is back', node: 'west--east' }]);
    await expect
      .poll(async () => (await explained(lab, 'adam')).explanations.map(({ trace }) => trace[1]), SOON)
      .toEqual(['east', 'east']);
  });

  it('a session, by more prefixes than are allowed: says why, and stays down until it is restored', async () => {
    /** leaf announces a prefix for as long as it has a route to it. */
    const leak = (verb: 'add' | 'del') =>
      execIn(lab, 'leaf', 'ip', 'route', verb, 'blackhole', '198.51.100.0/24');
    const lines = [
      'configure terminal',
      'router bgp',
      'address-family ipv4 unicast',
      'network 198.51.100.0/24',
    ];
    expect(await execIn(lab, 'leaf', 'vtysh', ...lines.flatMap((line) => ['-c', line]))).toMatchObject({
      exitCode: 0,
    });
    expect(await leak('add')).toMatchObject({ exitCode: 0 });
    const ended = { router: 'south', neighbor: 'stub', family: 4, state: 'Idle (PfxCt)', beyond: 2 };
    await expect.poll(async () => (await explained(lab, 'dora')).down, SOON).toEqual([ended]);
    const { explanations } = await explained(lab, 'dora');
    expect(explanations.map(({ end }) => end)).toEqual([
      { kind: 'no-route', router: 'leaf' },
      { kind: 'site', site: 'fra' },
    ]);
    expect((await cli(['explain', 'dora', '--lab', lab])).stdout).toContain(
      'The session of south with stub over IPv4 is down: Idle (PfxCt): more than 2 prefixes.',
    );
    const { exitCode, stdout } = await cli(['status', lab]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^south .* stub IPv4 Idle \(PfxCt\): more than 2 prefixes/m);
    expect(stdout).toContain(
      `stays down, also when there are fewer prefixes again: anycast-lab restore --lab ${lab}`,
    );

    expect(await leak('del')).toMatchObject({ exitCode: 0 });
    const { mended } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(mended).toMatchObject([{ what: 'session with stub (IPv4) begun anew', node: 'south' }]);
    await expect
      .poll(async () => (await explained(lab, 'dora')).explanations.map(({ end }) => end.kind), SOON)
      .toEqual(['site', 'site']);
  });
});
