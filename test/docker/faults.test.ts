/** Faults on real routers: what needs a lab of its own, what is refused, and that all of it can be undone. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultList } from '../../src/lab/fault.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { cli, cliJson } from './support/cli.ts';
import { engine, killNode } from './support/engine.ts';
import { startLab } from './support/labs.ts';
import { measured, measuredRun } from './support/measured.ts';

/** near has a backup path to bcn in its table, over core, when aix goes. */
const topology = (extra = ''): string => `
${extra}
sites: { aix: , bcn: }
routers: { near: , core: }
clients: { alma: near, beto: core }
links:
  - aix -> near
  - bcn -> core
  - near -> core
`;

/** ms. */
const INTERVAL = 10;

/** What a busy machine may add to any figure, in µs. */
const SCHEDULING = 150_000;

const seconds = (value: number): number => value * 1e6;

async function catchment(lab: string): Promise<readonly string[]> {
  const { entries } = await cliJson<ProbeResult>(['probe', lab]);
  return entries.map(({ client, family, site }) => `${client} v${family} ${site}`);
}

const AT_HOME = ['alma v4 aix', 'alma v6 aix', 'beto v4 bcn', 'beto v6 bcn'];

describe('faults with timers of 1 s and 3 s, and health checks every second', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('faults', topology());
  });
  afterEach(async () => {
    expect((await cliJson<FaultList>(['faults', lab])).faults).toEqual([]);
    expect(await catchment(lab)).toEqual(AT_HOME);
  });

  it('bgp-restart: without graceful restart clients leave, and come back by themselves', async () => {
    const words = ['--fault', 'bgp-restart', '--interval', String(INTERVAL)];
    const result = await measuredRun('aix', '--lab', lab, ...words);
    for (const outcome of result.failover.filter(({ client }) => client === 'alma')) {
      expect(outcome).toMatchObject({ sites: ['aix', 'bcn', 'aix'], recovered: true });
    }
  });

  it('flap: clients come and go with it', async () => {
    const words = ['--fault', 'flap', '--every', '4', '--times', '2', '--interval', '20'];
    const result = await measuredRun('aix', '--lab', lab, ...words);
    for (const { sites } of result.failover.filter(({ client }) => client === 'alma')) {
      expect(sites).toEqual(['aix', 'bcn', 'aix', 'bcn', 'aix']);
    }
    expect(result.failback).toEqual([]);
  });

  it('is on record while it is in force, and refused twice', async () => {
    expect((await cli(['fault', 'link-down', 'aix--near', '--lab', lab])).exitCode).toBe(0);
    expect((await cliJson<FaultList>(['faults', lab])).faults).toMatchObject([
      { kind: 'link-down', target: 'aix--near', spec: { kind: 'link-down', target: 'aix--near' } },
    ]);
    const again = await cli(['fault', 'blackhole', 'aix--near', '--lab', lab]);
    expect(again).toMatchObject({ exitCode: 2, stdout: '' });
    expect(again.stderr).toContain('link-down is in force at aix--near');
    const { mended, failed } = await cliJson<RestoreResult>(['restore', 'aix--near', '--lab', lab]);
    expect(failed).toEqual([]);
    expect(mended.map(({ node, what }) => `${node}: ${what}`)).toEqual(['aix--near: carrier is back']);
    await expect
      .poll(async () => (await cliJson<ProbeResult>(['probe', lab])).entries.map((e) => e.site), {
        timeout: 20_000,
      })
      .toEqual(['aix', 'aix', 'bcn', 'bcn']);
  });

  it.each([
    [['fault', 'withdraw', 'near--core'], 'withdraw is done to a site, and near--core is a link'],
    [['fault', 'withdraw', 'paris'], 'no site called paris'],
    [['fault', 'link-down', 'paris'], 'no site or link called paris'],
    [['fault', 'explode', 'aix'], 'Kinds: withdraw'],
    [['fault', 'withdraw', 'aix', '--carrier', 'lost'], '--carrier is for site-crash'],
  ])('refuses %s', async (words, why) => {
    const result = await cli([...words, '--lab', lab]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(why);
  });

  it('restore says how the lab itself is named', async () => {
    const result = await cli(['restore', lab, '--lab', lab]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(`Bring all of it back: anycast-lab restore --lab ${lab}`);
  });

  it('brings back what nobody put on record: a node that was killed, another that was restarted', async () => {
    await killNode(lab, 'near');
    await (await engine()).getContainer(`anycast-lab.${lab}.bcn`).restart({ t: 0 });
    const { mended, failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(failed).toEqual([]);
    expect(mended.map(({ node }) => node)).toEqual(expect.arrayContaining(['near', 'bcn']));
    await expect.poll(() => catchment(lab), { timeout: 20_000 }).toEqual(AT_HOME);
  });
});

describe('faults with graceful restart', () => {
  it('bgp-restart: clients stay, but for what FRR loses while it puts its routes into the kernel anew', async () => {
    const lab = await startLab('graceful', topology('graceful-restart: true'));
    const words = ['--fault', 'bgp-restart', '--interval', String(INTERVAL)];
    const result = await measuredRun('aix', '--lab', lab, ...words);
    for (const outcome of result.failover.filter(({ client }) => client === 'alma')) {
      expect(outcome).toMatchObject({ sites: ['aix'], controlPlane: { time: 0 } });
      expect(outcome.outage).toBeLessThan(seconds(0.1) + SCHEDULING);
    }
  });
});

describe('faults without health checks', () => {
  it('server-kill: clients are lost for good, and the report says so', async () => {
    const lab = await startLab('nohealth', topology('health: none'));
    const out = await measured(
      1,
      'aix',
      '--lab',
      lab,
      '--fault',
      'server-kill',
      '--for',
      '4',
      '--interval',
      '50',
    );
    expect(out).toMatch(/alma +v4 +aix +no answer +- +over [3-5]\.\d+ s/);
    expect(out).toMatch(/beto +v4 +bcn +stays/);
  });
});
