/** Networks of several routers: exits chosen by eBGP, MED and IGP metric, and policy that holds across the network. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { RoutesResult } from '../../src/lab/routes.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import type { WhatifResult } from '../../src/lab/whatif.ts';
import { FAMILIES } from '../../src/topology/topology.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab, topologyFile } from './support/labs.ts';
import { measuredRun } from './support/measured.ts';

/** In cold, costs decide nothing: they come after MED. */
const MED_AND_IGP = readFileSync(
  new URL('../../topologies/med-and-igp.yaml', import.meta.url),
  'utf8',
).replace(
  'cold-east: { asn: 64520 }',
  'cold-east: { asn: 64520, frr: "interface to-cold-mid\\n ip ospf cost 31\\n" }',
);

describe('networks of several routers', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('networks', MED_AND_IGP);
  });

  const explained = async (client: string) =>
    (await cliJson<ExplainResult>(['explain', client, '--lab', lab])).explanations;

  it('answer each client where the topology expects it', async () => {
    const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    expect(entries).toHaveLength(12);
  });

  it('hand packets over at the cheapest exit, and carry them there router by router', async () => {
    for (const { hops, end, trace, address } of await explained('baker')) {
      expect(hops.map(({ router }) => router)).toEqual(['hot-mid', 'hot-west', 'nyc']);
      expect(end).toEqual({ kind: 'site', site: 'nyc' });
      expect(trace).toEqual(['hot-mid', 'hot-west', 'nyc', address]);
      expect(hops[0]?.candidates).toMatchObject([
        { from: 'hot-west', relationship: 'internal', chosen: true, path: { localPref: 200 } },
        { from: 'hot-east', relationship: 'internal', lostBy: 'igp-metric' },
      ]);
      const [near, far] = (hops[0]?.candidates ?? []).map(({ path }) => path.igpMetric);
      expect((far ?? 0) - (near ?? 0)).toBe(20);
    }
  });

  it('prefer a neighbour of their own to an exit elsewhere', async () => {
    for (const { hops } of await explained('clark')) {
      expect(hops[0]?.candidates).toMatchObject([
        { from: 'fra', chosen: true },
        { from: 'hot-west', lostBy: 'ebgp' },
        { from: 'cold-east', relationship: 'peer', lostBy: 'local-pref' },
      ]);
    }
  });

  it('let MED come before both, through a reflector', async () => {
    for (const { hops, trace, address } of await explained('davis')) {
      expect(hops[0]).toMatchObject({ router: 'cold-west', agrees: true, next: 'cold-mid' });
      expect(hops[0]?.candidates).toMatchObject([
        { from: 'cold-mid', exit: 'cold-east', chosen: true, path: { reflections: 1, med: 10 } },
        { from: 'nyc', lostBy: 'med' },
      ]);
      expect(trace).toEqual(['cold-west', 'cold-mid', 'cold-east', 'fra', address]);
    }
    const { stdout } = await cli(['explain', 'davis', '--lab', lab, '--family', '6']);
    expect(stdout).toContain('Packets go to cold-mid, which is on the way to cold-east.');
  });

  it('give no transit between two peers at different routers, and agree with the ladder everywhere', async () => {
    const tables = await Promise.all(
      ['campus', 'hot-west', 'hot-mid', 'hot-east', 'cold-west', 'cold-mid', 'cold-east'].map((router) =>
        cliJson<RoutesResult>(['routes', router, '--lab', lab]),
      ),
    );
    expect(tables.map(({ agrees }) => agrees)).toEqual(tables.map(() => true));
    const known = (router: string) =>
      new Set(tables.find(({ node }) => node === router)?.routes.map(({ of }) => of));
    expect([...known('campus')].sort()).toEqual([
      ...['campus', 'dns', 'fra', 'hot-east', 'hot-mid', 'hot-west', 'nyc'],
    ]);
    expect(known('hot-west')).toContain('cold-mid');
    expect(known('cold-west')).not.toContain('campus');
  });

  it('show the neighbours of their OSPF', async () => {
    const { nodes } = await cliJson<LabStatus>(['status', lab]);
    const mid = nodes.find(({ node }) => node === 'hot-mid');
    expect(mid?.adjacencies?.map(({ neighbor, family, state }) => `${neighbor} v${family} ${state}`)).toEqual(
      ['hot-east v4 Full', 'hot-east v6 Full', 'hot-west v4 Full', 'hot-west v6 Full'],
    );
    expect((await cli(['status', lab])).stdout).toContain('16 of 16 OSPF neighbours Full');
  });

  it('take a cost from lines of FRR in place of the link’s', async () => {
    const cost = async (command: string) => {
      const { stdout } = await execIn(lab, 'cold-east', 'vtysh', '-c', `${command} interface to-cold-mid`);
      return /\bCost:? (\d+)/.exec(stdout)?.[1];
    };
    expect(await cost('show ip ospf')).toBe('31');
    expect(await cost('show ipv6 ospf6')).toBe('30');
  });

  it('move a client by a lever, and say at which router its exit became another', async () => {
    const levers = ['prepend', 'nyc:hot-west', '2'];
    const { moves, astray } = await cliJson<WhatifResult>(['whatif', '--lab', lab, ...levers]);
    const why = { router: 'hot-mid', before: 'hot-west', after: 'hot-east' };
    for (const family of FAMILIES) {
      expect(moves).toContainEqual({
        ...{ client: 'baker', service: 'dns', family, from: 'nyc', to: 'fra' },
        why: expect.objectContaining(why),
      });
    }
    expect(astray).toEqual([]);
  });

  it('take another cost while they run, and back again', async () => {
    const cost = (value: number) =>
      topologyFile(
        MED_AND_IGP.replace(
          '{ link: hot-west == hot-mid, cost: 10 }',
          `{ link: hot-west == hot-mid, cost: ${value} }`,
        ),
      );
    for (const [value, site] of [
      [50, 'fra'],
      [10, 'nyc'],
    ] as const) {
      const changed = await cliJson<ReloadResult>(['reload', cost(value), '--lab', lab]);
      expect(changed).toMatchObject({ routers: ['hot-mid', 'hot-west'], sessions: 0 });
      for (const { end } of await explained('baker')) expect(end).toEqual({ kind: 'site', site });
    }
    const refused = await cli(['whatif', '--lab', lab, 'local-pref', 'hot-mid:hot-west', '300']);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('in the network of hot-mid'),
    });
  });

  it('are explained also where FRR’s reason is against a path that has gone', async () => {
    // hot-east hears of fra from cold-east last, and then no more: FRR keeps the reason by which that path lost.
    const levers = ['communities', 'fra:cold-east', 'no-export'];
    await cliJson<WhatifResult>(['whatif', '--lab', lab, ...levers]);
    await cliJson<WhatifResult>(['whatif', '--lab', lab, '--keep', ...levers]);
    for (const { hops } of await explained('clark')) {
      expect(hops[0]?.candidates).toMatchObject([
        { from: 'fra', chosen: true },
        { from: 'hot-west', lostBy: 'ebgp' },
      ]);
      expect(hops[0]).toMatchObject({ agrees: true, reason: 'Local Pref', note: 'old-reason' });
    }
    await cliJson(['restore', '--lab', lab]);
  });

  it('move a client when a cost is reversed, for the one IP version and then the other', async () => {
    const sites = async () => {
      // It ends with 1 now, as the topology expects another site.
      const { entries } = JSON.parse((await cli(['probe', lab, '--json'])).stdout) as ProbeResult;
      return entries.filter(({ client }) => client === 'baker').map(({ site }) => site);
    };
    const reversed: string[] = ['nyc', 'nyc'];
    for (const [index, family] of FAMILIES.entries()) {
      const cost = family === 4 ? 'ip ospf cost 50' : 'ipv6 ospf6 cost 50';
      const words = ['configure terminal', 'interface to-hot-west', cost].flatMap((line) => ['-c', line]);
      expect(await execIn(lab, 'hot-mid', 'vtysh', ...words)).toMatchObject({ exitCode: 0 });
      reversed[index] = 'fra';
      await expect.poll(sites, { timeout: 10_000, interval: 100 }).toEqual(reversed);
    }
  });

  it('are walked through when routers’ tables are followed', async () => {
    const { failover } = await measuredRun('nyc', '--lab', lab, '--no-restore', '--interval', '50');
    for (const outcome of failover.filter(({ client }) => client === 'adams')) {
      expect(outcome).toMatchObject({ siteBefore: 'nyc', siteAfter: 'fra', recovered: true });
      expect(outcome.controlPlane).toEqual({ time: expect.any(Number), completedBy: 'hot-west' });
    }
  });
});

/** A site within a network, and another that is this network's customer. */
const OWN_SITE = `
sites: { fra: , nyc: }
routers: { west: , mid: }
clients: { anna: west }
links: [ fra == mid, mid == west, nyc -> west ]
`;

describe('a site within a network', () => {
  it('answers that network before a customer does, and leaves its clients to it when it is withdrawn', async () => {
    const lab = await startLab('own-site', OWN_SITE);
    for (const { hops, end } of (await cliJson<ExplainResult>(['explain', 'anna', '--lab', lab]))
      .explanations) {
      expect(end).toEqual({ kind: 'site', site: 'fra' });
      expect(hops[0]?.candidates).toMatchObject([
        { chosen: true, path: { localPref: 300 } },
        { from: 'nyc', relationship: 'customer', lostBy: 'local-pref' },
      ]);
    }
    const { failover } = await measuredRun('fra', '--lab', lab, '--no-restore', '--interval', '50');
    expect(failover).toMatchObject(
      FAMILIES.map(() => ({ siteBefore: 'fra', siteAfter: 'nyc', recovered: true })),
    );
  });
});
