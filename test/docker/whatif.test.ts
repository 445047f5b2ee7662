/** What is done to a lab while it runs: levers, whole playbooks of them, a changed topology; and looking on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { DiffResult } from '../../src/lab/diff-catchments.ts';
import type { FaultList } from '../../src/lab/fault.ts';
import type { PlaybookResult } from '../../src/lab/playbook.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { UpResult } from '../../src/lab/up.ts';
import type { WhatifResult } from '../../src/lab/whatif.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { readFile } from './support/engine.ts';
import { execIn, startLab, topologyFile, vtyshJson } from './support/labs.ts';
import { parseCapture } from './support/pcap.ts';
import { processesInFabric } from './support/processes.ts';

const THREE_SITES = readFileSync(new URL('../../topologies/three-sites.yaml', import.meta.url), 'utf8');

const ROUTERS = ['fra', 'sin', 'eu-transit'];

/** Programs in the lab's fabric whose command line has such words. */
async function inFabric(lab: string, words: RegExp): Promise<readonly string[]> {
  return (await processesInFabric(lab)).filter((line) => words.test(line));
}

describe('a lab that runs', () => {
  let lab: string;
  let before: readonly string[];
  beforeAll(async () => {
    lab = await startLab('whatif', THREE_SITES);
    before = await configurations();
  });

  /** What the routers run by, and what a bgpd that starts again would read; FRR lists route-maps in the order in which they came. */
  async function configurations(): Promise<readonly string[]> {
    const each = ROUTERS.map(async (router) => {
      const running = await execIn(lab, router, 'vtysh', '-c', 'show running-config');
      const file = await readFile(lab, router, '/etc/frr/frr.conf');
      return `${running.stdout.split('\n').toSorted().join('\n')}${file.toString()}`;
    });
    return Promise.all(each);
  }

  const inForce = async () => (await cliJson<FaultList>(['faults', lab])).levers.map(({ text }) => text);

  it('shows who moves for a lever, and why, and is then as it was', async () => {
    const levers = ['local-pref', 'eu-transit:us-transit', '300,', 'prepend', 'sin', '2'];
    const { moves, astray, after } = await cliJson<WhatifResult>(['whatif', '--lab', lab, ...levers]);
    const atEurope = {
      router: 'eu-transit',
      before: 'fra',
      after: 'us-transit',
      offered: true,
      lostBy: 'local-pref',
    };
    const atTop = {
      router: 'tier1',
      before: 'asia-transit',
      after: 'us-transit',
      offered: true,
      lostBy: 'as-path',
    };
    expect(moves.map(({ client, family, from, to, why }) => [client, family, from, to, why])).toEqual([
      ...(['berlin', 'paris'] as const).flatMap((client) => [
        [client, 4, 'fra', 'nyc', atEurope],
        [client, 6, 'fra', 'nyc', atEurope],
      ]),
      ['sydney', 4, 'sin', 'nyc', atTop],
      ['sydney', 6, 'sin', 'nyc', atTop],
    ]);
    expect(after).toHaveLength(12);
    expect(astray).toEqual([]);
    expect(await configurations()).toEqual(before);
    expect(await inForce()).toEqual([]);
  });

  it('keeps a lever until it is restored, and says so', async () => {
    const saved = topologyFile('');
    writeFileSync(saved, (await cli(['probe', lab, '--json'])).stdout);
    expect((await cli(['diff', saved, lab])).exitCode).toBe(0);
    const withdraw = ['whatif', '--lab', lab, '--keep', 'withdraw', 'fra'];
    expect((await cliJson<WhatifResult>(withdraw)).astray).toBeNull();
    expect(await inForce()).toEqual(['withdraw fra']);
    const up = await cliJson<UpResult>(['up', topologyFile(THREE_SITES), '--name', lab]);
    expect(up).toMatchObject({ changed: false, levers: ['withdraw fra'] });
    expect((await readFile(lab, 'fra', '/etc/frr/frr.conf')).toString()).toContain(
      'out--fra--eu-transit deny 10',
    );

    // On top of it, another, which is put back alone.
    const announce = ['whatif', '--lab', lab, 'announce-to', 'fra', 'eu-transit'];
    const second = await cliJson<WhatifResult>(announce);
    expect(second.inForce).toEqual(['withdraw fra']);
    expect(second.moves.filter(({ to }) => to === 'fra').map(({ client }) => client)).toEqual(
      expect.arrayContaining(['berlin', 'paris']),
    );
    expect(second.astray).toEqual([]);

    const diff = await cli(['diff', saved, lab, '--json']);
    expect(diff.exitCode).toBe(1);
    const { moves } = JSON.parse(diff.stdout) as DiffResult;
    expect(moves.map(({ client, family, from }) => `${client} ${family} ${from}`)).toEqual([
      'berlin 4 fra',
      'berlin 6 fra',
      'paris 4 fra',
      'paris 6 fra',
    ]);

    const { mended, failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect({ nodes: mended.map(({ node }) => node), failed }).toEqual({ nodes: ['fra'], failed: [] });
    expect(await inForce()).toEqual([]);
    expect(await configurations()).toEqual(before);
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).mended).toEqual([]);
  });

  it('puts levers back where the command is interrupted, and by restore where it is killed', async () => {
    const pulled = async () => {
      const running = startCli([
        'whatif',
        '--lab',
        lab,
        'med',
        'fra',
        '10,',
        'weight',
        'eu-transit:fra',
        '5',
      ]);
      let said = '';
      running.stderr.on('data', (part: Buffer) => {
        said += part.toString();
      });
      const waiting = () => expect(said).toContain('waiting until no best path changes');
      await vi.waitFor(waiting, { timeout: 30_000, interval: 10 });
      return { running };
    };
    const stopped = await pulled();
    stopped.running.kill('SIGINT');
    const { exitCode, stdout } = await stopped.running;
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(await configurations()).toEqual(before);
    expect(await inForce()).toEqual([]);

    const killed = await pulled();
    killed.running.kill('SIGKILL');
    await killed.running;
    expect(await inForce()).toEqual(['med fra 10', 'weight eu-transit:fra 5']);
    const { mended, failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect({ nodes: mended.map(({ node }) => node).toSorted(), failed }).toEqual({
      nodes: ['eu-transit', 'fra'],
      failed: [],
    });
    expect(await configurations()).toEqual(before);
    expect(await inForce()).toEqual([]);
  });

  it('refuses what is no lever of it, and changes nothing', async () => {
    const { exitCode, stderr } = await cli(['whatif', '--lab', lab, 'prepend', 'fro', '2']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'anycast-lab: there is no site "fro"\nDid you mean fra?',
    });
    const many = await cli(['playbook', 'fra,nyc,sin', '--lab', lab, '--prepend', '0..4']);
    expect(many).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('125 combinations, more than 64'),
    });
  });

  it('walks a playbook of two sites, every combination of them', async () => {
    const words = ['playbook', 'fra,sin', '--lab', lab, '--prepend', '0,1'];
    const { rows, astray } = await cliJson<PlaybookResult>(words);
    const load = rows.map(({ prepend, moved, shares }) => [
      `fra ${prepend['fra']}, sin ${prepend['sin']}`,
      moved,
      ...shares[4].map(({ site, answers }) => `${site} ${answers}`),
    ]);
    // All depends on sydney, whose network has three paths of one length, and the lowest router id by sin: then by fra, then nyc.
    expect(load).toEqual([
      ['fra 0, sin 0', 0, 'fra 2', 'nyc 2', 'sin 2'],
      ['fra 0, sin 1', 2, 'fra 3', 'nyc 2', 'sin 1'],
      ['fra 1, sin 0', 0, 'fra 2', 'nyc 2', 'sin 2'],
      ['fra 1, sin 1', 2, 'fra 2', 'nyc 3', 'sin 1'],
    ]);
    for (const { shares } of rows) expect(shares[6]).toEqual(shares[4]);
    expect(astray).toEqual([]);
    expect(await configurations()).toEqual(before);
  });

  it('is captured on a link into a file, and at a node in text, and nothing is left behind', async () => {
    const file = topologyFile('');
    const link = startCli([
      'capture',
      'access:berlin',
      '--lab',
      lab,
      '-w',
      file,
      '--count',
      '2',
      'udp',
      'port',
      '53',
    ]);
    const text = startCli(['capture', 'ns1.fra', '--lab', lab, 'udp', 'port', '53']);
    await vi.waitFor(async () => expect(await inFabric(lab, /tcpdump/)).toHaveLength(2), {
      timeout: 15_000,
      interval: 50,
    });
    let seen = '';
    text.stdout.on('data', (part: Buffer) => {
      seen += part.toString();
    });
    await vi.waitFor(
      async () => {
        await execIn(lab, 'berlin', 'dig', '@192.0.2.53', 'anycast.test', 'soa');
        expect(seen).toMatch(/> 192\.0\.2\.53\.53: .*SOA\? anycast\.test/);
      },
      { timeout: 15_000, interval: 50 },
    );
    text.kill('SIGINT');
    expect((await text).exitCode).toBe(0);
    expect(await link).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('2 packets captured') });
    const [query, answer] = parseCapture(readFileSync(file));
    expect([query?.destinationPort, answer?.sourcePort]).toEqual([53, 53]);
    const bad = await cli(['capture', 'fra', '--lab', lab, 'portt', '53']);
    expect(bad).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/tcpdump does not understand the filter: .*syntax error/),
    });

    // Into a pipe, as Wireshark reads it: every packet at once, here those of the site's health checks.
    const gone = startCli(['capture', 'lan:fra', '--lab', lab, '-w', '-', 'udp', 'port', '53']);
    const piped: Buffer[] = [];
    gone.stdout.on('data', (part: Buffer) => piped.push(part));
    await vi.waitFor(
      () => {
        const ports = parseCapture(Buffer.concat(piped)).map(({ destinationPort }) => destinationPort);
        expect(ports).toContain(53);
      },
      { timeout: 15_000, interval: 50 },
    );
    expect(await inFabric(lab, /tcpdump/)).toHaveLength(1);
    gone.kill('SIGKILL');
    await gone;
    await vi.waitFor(async () => expect(await inFabric(lab, /tcpdump|agent/)).toEqual([]), {
      timeout: 15_000,
      interval: 50,
    });
  });

  it('is drawn with its catchments', async () => {
    const { stdout } = await cli(['graph', lab, '--catchment', '--format', 'svg']);
    const colorOf = (name: string) =>
      new RegExp(`<title>${name}</title>\\s*<\\w+ fill="(#\\w+)"`).exec(stdout)?.[1];
    expect(colorOf('berlin')).toBeDefined();
    expect(['berlin', 'paris', 'fra'].map(colorOf)).toEqual(Array(3).fill(colorOf('fra')));
    expect(colorOf('chicago')).toBe(colorOf('nyc'));
    expect(colorOf('nyc')).not.toBe(colorOf('fra'));
  });

  it('takes policies and timers from its changed topology, and nothing else', async () => {
    const changed = THREE_SITES.replace('timers: fast', 'timers: { keepalive: 1, hold: 4 }').replace(
      '- eu-transit -- us-transit',
      '- { link: eu-transit -- us-transit, policy: { eu-transit: { in: { local-pref: 300 } } } }',
    );
    const more = topologyFile(changed.replace('sydney: tier1', 'sydney: tier1\n  perth: tier1'));
    const refused = await cli(['reload', more, '--lab', lab]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('node perth added') });
    expect(await configurations()).toEqual(before);

    const file = topologyFile(changed);
    const { routers, sessions } = await cliJson<ReloadResult>(['reload', file, '--lab', lab]);
    expect({ routers: routers.length, sessions }).toEqual({ routers: 8, sessions: 20 });
    const neighbors = await vtyshJson<Readonly<Record<string, { readonly bgpTimerHoldTimeMsecs: number }>>>(
      lab,
      'fra',
      'show bgp neighbors',
    );
    expect(Object.values(neighbors).map(({ bgpTimerHoldTimeMsecs }) => bgpTimerHoldTimeMsecs)).toEqual([
      4000, 4000,
    ]);
    const { entries } = JSON.parse((await cli(['probe', lab, '--json'])).stdout) as ProbeResult;
    expect(entries.filter(({ client }) => client === 'berlin').map(({ site }) => site)).toEqual([
      'nyc',
      'nyc',
    ]);
    expect(await cliJson<UpResult>(['up', file, '--name', lab])).toMatchObject({ changed: false });
  });
});
