/** Links that are more than cables, as ping at their ends sees them: by the kernel where it can, else by the delay line. */
import { beforeAll, describe, expect, it } from 'vitest';
import { withLabAndAgent } from '../../src/lab/find-lab.ts';
import { impairLinks } from '../../src/lab/impairments.ts';
import type { LinkResult } from '../../src/lab/link.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { runningContainer } from '../../src/lab/running-container.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { findCity } from '../../src/topology/cities.ts';
import { fibreLatency } from '../../src/topology/distance.ts';
import { cli, cliJson } from './support/cli.ts';
import { connectedEngine, engine } from './support/engine.ts';
import { execIn, labName, startLab, topologyFile } from './support/labs.ts';
import { ping } from './support/pings.ts';

const TOPOLOGY = `
sites: { fra: , nyc: { at: [40.71, -74.01] } }
routers: { transit: { at: frankfurt } }
clients:
  anna: { router: transit, latency: 20ms, from: { anna: { jitter: 8ms } } }
  otto: { router: transit, rate: 10mbit, mtu: 1400 }
links:
  - { link: fra -> transit, latency: 5ms, from: { transit: { latency: 15ms } } }
  - { link: nyc -> transit, latency: distance }
`;

/** How long light takes from nyc to transit, and back, in µs. */
const FAR = 2 * fibreLatency([40.71, -74.01], findCity('frankfurt') ?? [0, 0]);

/** The shortest way of a packet from anna to transit, and back, in ms. */
const QUICKEST = 32;

/**
 * What a busy machine may add to the quickest of many round trips, in ms: every packet waits for a process to be woken, twice at
 * each link. How exact links are where nothing else runs is for test/figures.
 */
const BUSY = 8;

/** The same of a single one, that may have come at the worst moment. */
const STALLED = 200;

/** The kernel's name for this process in the fabric is one of many on the machine: the one in the fabric's own namespace is ours. */
const KILL_LINE = `
import os, signal
here = os.readlink('/proc/self/ns/net')
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        mine = os.readlink(f'/proc/{pid}/ns/net') == here
        words = open(f'/proc/{pid}/cmdline').read().split(chr(0))
    except OSError:
        continue
    if mine and 'agent.line' in words:
        os.kill(int(pid), signal.SIGKILL)
        print(pid)
`;

async function inFabric(lab: string, ...command: readonly string[]): Promise<string> {
  const container = (await engine()).getContainer(`anycast-lab.${lab}`);
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ hijack: true, stdin: false, Tty: true });
  let said = '';
  for await (const piece of stream) said += piece.toString();
  return said.trim();
}

describe('links with latency, loss and rate', () => {
  let lab: string;
  /** The router's end of each client's link. */
  const gateway = new Map<string, string>();
  let plan: LabPlan;
  beforeAll(async () => {
    lab = await startLab('links', TOPOLOGY);
    plan = await cliJson<LabPlan>(['plan', topologyFile(TOPOLOGY)]);
    for (const client of ['anna', 'otto']) {
      const { stdout } = await execIn(lab, client, 'ip', '-4', 'route', 'show', 'default');
      gateway.set(client, /via (\S+)/.exec(stdout)?.[1] ?? '');
    }
  });
  /** The own address of a site's server. */
  const serverOf = (site: string): string => {
    const server = plan.nodes.find(({ name }) => name === `ns1.${site}`);
    return server?.interfaces[0]?.addresses.find(({ family }) => family === 4)?.address ?? '';
  };
  const pingRouter = (client: string, ...words: readonly string[]) =>
    ping(lab, client, gateway.get(client) ?? '', ...words);
  /** Also where sessions are not back yet, with which status ends with 1. */
  const condition = async (link: string) => {
    const { stdout } = await cli(['status', lab, '--json']);
    return (JSON.parse(stdout) as LabStatus).links.find((one) => one.link === link);
  };

  it('take as long as they should, there and back, and say by what', async () => {
    const { rtt, sent, answered } = await pingRouter('anna', '-c', '40', '-i', '0.02');
    expect(answered).toBe(sent);
    // 40 ms on average, of which jitter takes some away and gives others more: none of 40 in the lower half is one chance in 10^12.
    expect(rtt?.least).toBeGreaterThanOrEqual(QUICKEST);
    expect(rtt?.least).toBeLessThan(QUICKEST + BUSY);
    expect((rtt?.most ?? 0) - (rtt?.least ?? 0)).toBeGreaterThan(BUSY);
    expect(rtt?.mean).toBeGreaterThan(QUICKEST + 2);
    expect(await condition('access:anna')).toMatchObject({
      mechanism: expect.stringMatching(/^(kernel|line)$/),
      asPlanned: true,
      works: true,
    });
  });

  it('are what a query meets on its way, at the client, and at the site one way and the other', async () => {
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    for (const { client, site, rtt } of entries) {
      const least = (client === 'anna' ? QUICKEST * 1000 : 0) + (site === 'fra' ? 20_000 : FAR);
      expect(rtt, `${client} ${site}`).toBeGreaterThanOrEqual(least);
      expect(rtt, `${client} ${site}`).toBeLessThan(least + STALLED * 1000);
    }
    // TCP leaves checksums, and the cutting into segments, to whoever sends at last.
    const { stdout } = await execIn(
      lab,
      'anna',
      'dig',
      '+tcp',
      '+short',
      '@192.0.2.53',
      'anycast.test',
      'SOA',
    );
    expect(stdout).toContain('anycast.test.');
  });

  it('send no faster than their rate, and carry no packet that is too large', async () => {
    // 60 frames of 1264 octets at once take 60 ms at 10 Mbit/s, less what a tbf lets through at once.
    const { rtt, took, answered } = await pingRouter('otto', '-c', '60', '-l', '60', '-s', '1222');
    expect(answered).toBe(60);
    // Not by a round trip: on a busy machine ping itself is not done sending before the first of them leave.
    expect(took).toBeGreaterThan(50);
    expect(rtt?.least).toBeLessThan(60);
    const fits = await pingRouter('otto', '-c', '1', '-M', 'do', '-s', '1372');
    expect(fits.answered).toBe(1);
    const { stdout, stderr } = await execIn(
      lab,
      'otto',
      'ping',
      '-c',
      '1',
      '-M',
      'do',
      '-s',
      '1373',
      gateway.get('otto') ?? '',
    );
    expect(`${stdout}${stderr}`).toMatch(/message too long/i);
    expect((await execIn(lab, 'transit', 'ip', '-o', 'link')).stdout).toContain('mtu 1400');
  });

  it('change while the lab runs, both ways or one, and come back with restore', async () => {
    const words = ['link', 'anna', '--lab', lab];
    const changed = await cliJson<LinkResult>([
      ...words,
      'latency=0',
      'jitter=0',
      'loss=1%',
      '--from',
      'anna',
    ]);
    expect(changed).toMatchObject({
      link: 'access:anna',
      asPlanned: false,
      impairments: { from: { anna: { loss: 0.01 }, transit: { latency: 20_000 } } },
    });
    const { sent, answered, rtt } = await pingRouter('anna', '-c', '3000', '-i', '0.001');
    // Five standard deviations of a binomial of 3000 and 1 %: once in a million runs.
    expect(Math.abs(sent - answered - 30)).toBeLessThan(28);
    expect(rtt?.least).toBeGreaterThanOrEqual(20);
    expect(rtt?.least).toBeLessThan(20 + BUSY);
    expect((await cli([...words])).stdout).toContain(
      'the topology says: from anna: 20 ms ± 8 ms; from transit: 20 ms',
    );
    expect((await cli(['status', lab])).stdout).toMatch(
      /access:anna +from anna: 1 % loss; from transit: 20 ms/,
    );
    const { mended } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(mended.map(({ node }) => node)).toEqual(['access:anna']);
    expect((await pingRouter('anna', '-c', '5', '-i', '0.02')).rtt?.least).toBeGreaterThanOrEqual(QUICKEST);
  });

  it('are what a changed topology says after a reload, and not before', async () => {
    const reloaded = async (text: string) => {
      const { routers, links } = await cliJson<ReloadResult>(['reload', topologyFile(text), '--lab', lab]);
      return { routers, links: [...links].sort() };
    };
    const both = { routers: [], links: ['access:anna', 'access:otto'] };
    expect(await reloaded(TOPOLOGY.replace('20ms', '30ms').replace(', mtu: 1400', ''))).toEqual(both);
    expect((await pingRouter('anna', '-c', '5', '-i', '0.02')).rtt?.least).toBeGreaterThanOrEqual(
      QUICKEST + 20,
    );
    expect((await pingRouter('otto', '-c', '1', '-M', 'do', '-s', '1373')).answered).toBe(1);
    expect(await condition('access:anna')).toMatchObject({ asPlanned: true, works: true });
    expect(await reloaded(TOPOLOGY)).toEqual(both);
    expect(await reloaded(TOPOLOGY)).toEqual({ routers: [], links: [] });
  });

  it('can be cut, blocked and crashed like any other, and are as they were afterwards', async () => {
    const near = async () => (await execIn(lab, 'transit', 'ip', '-o', 'link')).stdout;
    await cli(['fault', 'link-down', 'fra--transit', '--lab', lab]);
    expect((await near()).match(/NO-CARRIER/g)).toHaveLength(1);
    await cli(['restore', '--lab', lab]);
    expect(await near()).not.toContain('NO-CARRIER');

    // Before its timers notice, frames to the site are gone without a word.
    await cli(['fault', 'blackhole', 'fra', '--direction', 'to', '--lab', lab]);
    expect((await ping(lab, 'anna', serverOf('fra'), '-c', '2', '-i', '0.2', '-W', '1')).answered).toBe(0);
    await cli(['restore', '--lab', lab]);

    await cli(['fault', 'site-crash', 'fra', '--lab', lab]);
    const { failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(failed).toEqual([]);
    expect(await condition('fra--transit')).toMatchObject({ asPlanned: true, works: true });
  });

  it('are brought back where the delay line dies, which status tells', async () => {
    if ((await condition('access:anna'))?.mechanism !== 'line') return;
    expect(await inFabric(lab, 'python3', '-c', KILL_LINE)).toMatch(/^\d+$/);
    expect((await pingRouter('anna', '-c', '1', '-W', '1')).answered).toBe(0);
    const status = await cli(['status', lab]);
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toContain('the delay line has died');
    const { mended } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(mended.map(({ what }) => what)).toContain('delay line started');
    expect((await pingRouter('anna', '-c', '5', '-i', '0.02')).rtt?.least).toBeGreaterThanOrEqual(QUICKEST);
  });

  it('are refused, and left as they are, where the machine has no means for them', async () => {
    await withLabAndAgent(await connectedEngine(), lab, async (opened, agent) => {
      const before = await agent.ask('impairments', {});
      // A server may do nothing with networks, as a fabric on an engine that allows no more.
      const fabric = runningContainer(opened, 'ns1.fra');
      const refused = impairLinks(await connectedEngine(), plan, agent, { fabric, ignore: false });
      await expect(refused).rejects.toMatchObject({
        code: 'not-ready',
        message: expect.stringMatching(
          /^fra--transit, nyc--transit, access:anna, 1 more: this machine can give links neither latency, loss nor a rate \(netem: .+; tbf: .+; packet: .+\)$/,
        ),
        hint: 'Mend what "anycast-lab doctor" says, or go on without them: --ignore-impairments',
      });
      expect(await agent.ask('impairments', {})).toEqual(before);
    });
  });

  it.each([
    [['nowhere'], 'no link called nowhere'],
    [['anna', 'latency=20'], 'such as 20ms'],
    [['anna', 'speed=1'], 'latency, jitter, loss, rate, mtu'],
    [['anna', 'loss=1%', '--from', 'fra'], 'fra is no end of access:anna'],
    [['anna', 'jitter=30ms'], 'before it is sent'],
    [['anna', '--from', 'anna'], 'write what is to change'],
  ])('refuse %j', async (words, why) => {
    const { exitCode, stderr } = await cli(['link', ...words, '--lab', lab]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });
});

it('are plain cables where the user wishes so', async () => {
  const name = labName('plain');
  const file = topologyFile(TOPOLOGY);
  const up = await cli(['up', file, '--name', name, '--ignore-impairments']);
  expect(up.stdout).toContain('4 links not impaired, as asked');
  const { links } = await cliJson<LabStatus>(['status', name]);
  expect(links.map(({ mechanism }) => mechanism)).toEqual([null, null, null, null]);
  expect((await cliJson<RestoreResult>(['restore', '--lab', name])).mended).toEqual([]);
});
