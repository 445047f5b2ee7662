import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { execIn, startLab } from './support/labs.ts';
import { measured, measuredRun } from './support/measured.ts';

/** aix-net learns cdg as a backup path from core: nobody has to wait for one when aix goes. */
const THREE_SITES = `
sites: { aix, bcn, cdg }
routers: { aix-net, bcn-net, core }
clients: { alma: aix-net, beto: bcn-net }
links:
  - aix -> aix-net
  - bcn -> bcn-net
  - cdg -> core
  - aix-net -> core
  - bcn-net -> core
`;

/** ms. */
const INTERVAL = 10;

/** How much later than its deadline a busy machine may send a query or note a route, in µs; no figure comes from it. */
const SCHEDULING = 50_000;

/** Whether a site announces each of its prefixes. */
async function announces(lab: string, site: string): Promise<readonly boolean[]> {
  // It ends with 1 while a site is withdrawn.
  const { nodes } = JSON.parse((await cli(['status', lab, '--json'])).stdout) as LabStatus;
  return nodes.find(({ node }) => node === site)?.announces?.map(({ announced }) => announced) ?? [];
}

async function catchment(lab: string): Promise<readonly string[]> {
  const { entries } = await cliJson<ProbeResult>(['probe', lab]);
  return entries.map(({ client, family, site }) => `${client} v${family} ${site}`);
}

const AT_HOME = ['alma v4 aix', 'alma v6 aix', 'beto v4 bcn', 'beto v6 bcn'];
const AIX_AWAY = ['alma v4 cdg', 'alma v6 cdg', 'beto v4 bcn', 'beto v6 bcn'];

describe('failover', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('failover', THREE_SITES);
  });
  afterEach(async () => {
    await cli(['restore', '--lab', lab]);
  });

  it('moves the clients of the site there and back without a loss, and nobody else', async () => {
    const result = await measuredRun('aix', '--lab', lab);
    expect(result).toMatchObject({
      ...{
        lab,
        fault: { kind: 'withdraw', target: 'aix' },
        interval: INTERVAL,
        timeout: 1000,
        recovered: true,
      },
      timers: [{ profile: 'fast', keepalive: 1, hold: 3 }],
      frr: expect.stringMatching(/^\d+\.\d+/),
    });
    for (const instants of [result.instants.fault, result.instants.restore]) {
      expect(instants.map(({ family, prefix }) => ({ family, prefix }))).toEqual([
        { family: 4, prefix: '192.0.2.0/24' },
        { family: 6, prefix: '2001:db8:53::/48' },
      ]);
      for (const { before, after } of instants) expect(after).toBeGreaterThanOrEqual(before);
    }
    const parts = [
      { outcomes: result.failover, from: 'aix', to: 'cdg' },
      { outcomes: result.failback, from: 'cdg', to: 'aix' },
    ];
    for (const { outcomes, from, to } of parts) {
      expect(outcomes.map(({ client, family }) => `${client} v${family}`)).toEqual(
        AT_HOME.map((line) => line.replace(/ \w+$/, '')),
      );
      for (const outcome of outcomes) {
        const moves = outcome.client === 'alma';
        expect(outcome).toMatchObject({
          ...(moves ? { siteBefore: from, siteAfter: to, sites: [from, to] } : { sites: ['bcn'] }),
          ...{ lost: 0, late: 0, failed: 0, outage: 0, totalOutage: 0, recovered: true, errors: {} },
        });
        // A second of quiet has to pass before it counts as settled.
        expect(outcome.sent).toBeGreaterThan(1000 / INTERVAL / 2);
        const { time, completedBy } = outcome.controlPlane;
        if (!moves) {
          expect({ time, failoverTime: outcome.failoverTime }).toEqual({ time: 0, failoverTime: null });
          continue;
        }
        expect(completedBy).toBe('aix-net');
        expect(time).toBeGreaterThan(0);
        // The first query after the new route is in the kernel goes there; the route is noted a moment after it is.
        const behind = (outcome.failoverTime ?? Number.NaN) - (time ?? Number.NaN);
        expect(behind).toBeGreaterThan(-SCHEDULING);
        expect(behind).toBeLessThan(INTERVAL * 1000 + SCHEDULING);
      }
    }
    expect(await announces(lab, 'aix')).toEqual([true, true]);
    expect(await catchment(lab)).toEqual(AT_HOME);
  });

  it('leaves the site withdrawn with --no-restore, until restore brings it back', async () => {
    const result = await measuredRun('aix', '--lab', lab, '--no-restore', '--interval', '100');
    expect(result.failback).toEqual([]);
    expect(result.instants.restore).toEqual([]);
    expect(await announces(lab, 'aix')).toEqual([false, false]);
    expect(await announces(lab, 'cdg')).toEqual([true, true]);
    expect(await catchment(lab)).toEqual(AIX_AWAY);

    const again = await cli(['failover', 'aix', '--lab', lab]);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('anycast-lab restore aix');

    const restored = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(restored).toMatchObject({
      ...{ lab, failed: [], faults: [{ target: 'aix', kind: 'withdraw' }] },
      mended: ['192.0.2.0/24', '2001:db8:53::/48'].map((prefix) => ({
        node: 'aix',
        what: `announces ${prefix}`,
      })),
    });
    expect(await cliJson<RestoreResult>(['restore', '--lab', lab])).toMatchObject({ mended: [], faults: [] });
    expect(await announces(lab, 'aix')).toEqual([true, true]);
  });

  it('restores the site when it is interrupted, leaves no prober, and ends with 130', async () => {
    const running = startCli(['failover', 'aix', '--lab', lab]);
    let said = '';
    // Right after the withdrawal: bgpd has to let go of the prefixes before it can have them again.
    running.stderr?.on('data', (part: Buffer) => {
      if (!said.includes('withdraw at aix') && part.includes('withdraw at aix')) running.kill('SIGINT');
      said += part.toString();
    });
    const { exitCode, stdout } = await running;
    expect(said).toContain('withdraw at aix');
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(await announces(lab, 'aix')).toEqual([true, true]);
    const probers = await execIn(lab, 'alma', 'sh', '-c', 'grep -l /lib/probe[r] /proc/[0-9]*/cmdline');
    expect(probers).toMatchObject({ stdout: '' });
  });

  it('keeps the runs before one that is interrupted, writes them, and ends with 130', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const report = join(folder, 'result.json');
    const options = ['--repeat', '5', '--interval', '100', '--report', report];
    const running = startCli(['failover', 'aix', '--lab', lab, ...options]);
    let said = '';
    running.stderr?.on('data', (part: Buffer) => {
      const before = said;
      said += part.toString();
      const second = /run 2 of 5[\s\S]*withdraw at aix/;
      if (second.test(said) && !second.test(before)) running.kill('SIGINT');
    });
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/aix of .*: withdraw[\s\S]*Ended early, at run 2 of 5: interrupted/);
    const [kept] = decodeResult(readFileSync(report, 'utf8')).labs;
    expect(kept).toMatchObject({ interrupted: true, problem: 'run 2 of 5: interrupted' });
    expect(kept?.scenarios.map(({ repeat, run }) => [repeat, run?.steps.length])).toEqual([[1, 2]]);
    expect(await announces(lab, 'aix')).toEqual([true, true]);
  });

  it('refuses to measure a lab that is being measured', async () => {
    const running = startCli(['failover', 'aix', '--lab', lab, '--interval', '100']);
    await new Promise((resolve) => running.stderr?.once('data', resolve));
    // The first to ask may be either.
    const [first, second] = await Promise.all([
      running,
      cli(['failover', 'bcn', '--lab', lab, '--interval', '100']),
    ]);
    expect([first.exitCode, second.exitCode].toSorted()).toEqual([0, 2]);
    expect(first.stderr + second.stderr).toContain('is being measured by another command');
  });

  it('refuses a site that there is not, and names those that there are', async () => {
    const result = await cli(['failover', 'core', '--lab', lab]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('aix, bcn, cdg');
  });
});

describe('failover of the only site', () => {
  it('ends with 1, without an end to the outage', async () => {
    const yaml = 'sites: { solo: }\nrouters: { net: }\nclients: { anna: net }\nlinks: [ solo -> net ]\n';
    const lab = await startLab('solo', yaml);
    const out = await measured(1, 'solo', '--lab', lab, '--for', '2', '--interval', '100');
    const [away = '', back = ''] = out.split('solo restored');
    for (const family of ['v4', 'v6']) {
      expect(away).toMatch(
        new RegExp(`anna +${family} +solo +no answer +- +over [12]\\.\\d+ s +\\d+ of \\d+ +never`),
      );
    }
    expect(back).toMatch(/anna +v4 +no answer +solo/);
    expect(await catchment(lab)).toEqual(['anna v4 solo', 'anna v6 solo']);
  });
});
