/** Exchanges: a route server that is in no path, sessions between members, and packets over the LAN. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import type { LinkResult } from '../../src/lab/link.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { RoutesResult } from '../../src/lab/routes.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import type { WhatifResult } from '../../src/lab/whatif.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { FAMILIES, type Family } from '../../src/topology/topology.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab, topologyFile, vtyshJson } from './support/labs.ts';
import { measuredRun } from './support/measured.ts';
import { ping } from './support/pings.ts';

const BUNDLED = readFileSync(
  new URL('../../topologies/exchange-with-route-server.yaml', import.meta.url),
  'utf8',
);

/** A file with one part in place of another. */
function replaced(text: string, part: string, by: string): string {
  expect(text).toContain(part);
  return text.replace(part, by);
}

/** The bundled one, with sessions at one of the exchanges that are guarded, and one of them watched. */
const EXCHANGES = replaced(
  BUNDLED,
  'ny-ix: [nyc, us-isp, school]',
  `ny-ix:
    ttl-security: true
    members: { nyc: , us-isp: , school: { with: { nyc: { bfd: true, password: s3cret } } } }`,
);

/** Two members that would rather not hear what they hear there, one of all and one of another, and a port far away. */
const CHANGED = [
  [
    'members: [fra, eu-isp, no-isp]',
    'members: { fra: , eu-isp: { latency: 20ms }, no-isp: { policy: { in: { local-pref: 60 } } } }',
  ],
  ['us-isp: ,', 'us-isp: { with: { nyc: { policy: { in: { local-pref: 70 } } } } },'],
].reduce((text, [part = '', by = '']) => replaced(text, part, by), EXCHANGES);

/**
 * What a busy machine may add to the quickest of many round trips, in ms, as in links.test.ts: every packet waits for a process to be
 * woken, twice at each port.
 */
const BUSY = 8;

const SOON = { timeout: 20_000, interval: 100 };

describe('exchanges', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('exchanges', EXCHANGES);
  });

  it('lead each client where the topology expects it', async () => {
    const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    expect(entries).toHaveLength(10);
  });

  it('have a route server that leaves no trace in paths, and no packets', async () => {
    const { explanations } = await cliJson<ExplainResult>(['explain', 'berlin', '--lab', lab]);
    expect(explanations).toHaveLength(2);
    for (const { hops, end, trace, address } of explanations) {
      expect(hops.map(({ router, agrees, next }) => [router, agrees, next])).toEqual([
        ['eu-isp', true, 'fra'],
        ['fra', true, null],
      ]);
      const [best, other] = hops[0]?.candidates ?? [];
      expect(best).toMatchObject({ from: 'rs.ams-ix', exit: 'fra', relationship: 'peer', chosen: true });
      expect(best?.path.asPath).toHaveLength(1);
      expect(other).toMatchObject({ from: 'tier1', exit: 'tier1', lostBy: 'local-pref' });
      expect(end).toEqual({ kind: 'site', site: 'fra' });
      expect(trace).toEqual(['eu-isp', 'fra', address]);
    }
  });

  it('have sessions between members, and give no transit', async () => {
    const [member, server, provider] = await Promise.all(
      ['school', 'rs.ams-ix', 'tier1'].map((router) =>
        cliJson<RoutesResult>(['routes', router, '--lab', lab]),
      ),
    );
    expect([member, server, provider].map((table) => table?.agrees)).toEqual([true, true, true]);
    const service = member?.routes.filter(({ of }) => of === 'dns') ?? [];
    expect(service).toHaveLength(2);
    for (const { candidates, forwardsTo } of service) {
      expect(candidates).toMatchObject([{ from: 'nyc', relationship: 'peer', chosen: true }]);
      expect(forwardsTo).toEqual(['nyc']);
    }
    // What the other members announce, and nothing of those behind their providers.
    const networks = (table: RoutesResult | undefined) =>
      [...new Set(table?.routes.map(({ of }) => of))].sort();
    expect(networks(member)).toEqual(['dns', 'nyc', 'school', 'us-isp']);
    expect(networks(server)).toEqual(['dns', 'eu-isp', 'fra', 'no-isp']);
    expect(networks(provider)).not.toContain('fra');
  });

  it('have sessions of their own between two members', async () => {
    interface Neighbor {
      readonly bgpState: string;
      readonly nbrDesc: string;
      readonly peerBfdInfo?: { readonly status: string };
    }
    const sessions = async (router: string) => {
      const said = await vtyshJson<Record<string, Neighbor>>(lab, router, 'show bgp neighbors');
      return Object.values(said)
        .map(
          ({ nbrDesc, bgpState, peerBfdInfo: bfd }) => `${nbrDesc} ${bgpState} ${bfd?.status ?? 'unwatched'}`,
        )
        .sort();
    };
    const twice = (text: string) => [text, text];
    expect(await sessions('school')).toEqual([
      ...twice('nyc (peer) Established Up'),
      ...twice('us-isp (peer) Established unwatched'),
    ]);
    for (const [router, guarded, alone] of [
      ['nyc', 2, 4],
      ['school', 2, 4],
      ['us-isp', 0, 4],
    ] as const) {
      const { stdout } = await execIn(lab, router, 'vtysh', '-c', 'show running-config');
      expect(stdout.match(/ password s3cret$/gm) ?? [], router).toHaveLength(guarded);
      expect(stdout.match(/ ttl-security hops 1$/gm), router).toHaveLength(alone);
    }
  });

  it('have members with policies and ports of their own after a reload, and ports that change live', async () => {
    const { links, routers } = await cliJson<ReloadResult>(['reload', topologyFile(CHANGED), '--lab', lab]);
    expect(links).toEqual(['ams-ix:eu-isp']);
    expect([...routers].sort()).toEqual(['no-isp', 'us-isp']);
    const candidates = async (router: string) => {
      const { agrees, routes } = await cliJson<RoutesResult>(['routes', router, '--lab', lab]);
      expect(agrees).toBe(true);
      return routes
        .filter(({ of }) => of === 'dns' || of === 'school')
        .map(({ of, candidates: found }) => [
          of,
          ...found.map(({ from, path }) => `${from} ${path.localPref}`),
        ]);
    };
    // Of one neighbour at the exchange, and of another.
    const service = ['dns', 'tier1 100', 'nyc 70'];
    expect(await candidates('us-isp')).toEqual([
      service,
      service,
      ...Array(2).fill(['school', 'school 150']),
    ]);
    expect(await candidates('no-isp')).toEqual(Array(2).fill(['dns', 'tier1 100', 'rs.ams-ix 60']));

    const plan = await cliJson<LabPlan>(['plan', topologyFile(CHANGED)]);
    const roundTrip = async (family: Family, to: string): Promise<number> => {
      const port = plan.nodes
        .find(({ name }) => name === to)
        ?.interfaces.find(({ link }) => link === 'ams-ix');
      const { address = '' } = port?.addresses.find((each) => each.family === family) ?? {};
      const { rtt } = await ping(lab, 'berlin', address, '-c', '20', '-i', '0.02');
      if (rtt === null) throw new Error(`nothing came back from ${to} at ${address}`);
      return rtt.least;
    };
    const takes = async (to: string, least: number) => {
      for (const family of FAMILIES) {
        const quickest = await roundTrip(family, to);
        expect(quickest).toBeGreaterThanOrEqual(least);
        expect(quickest).toBeLessThan(least + BUSY);
      }
    };
    await takes('fra', 40);
    // There and back over one port that is slow, and one that is not.
    const { explanations } = await cliJson<ExplainResult>(['explain', 'berlin', '--lab', lab]);
    for (const { nearer } of explanations) {
      expect(nearer).toMatchObject([{ site: 'nyc', by: 'latency', via: 'tier1', lostBy: 'local-pref' }]);
      expect(nearer[0]?.instead).toBe(40_001);
    }
    // Two ports on the line hear each other, and a third that is not on it.
    const far = ['link', 'ams-ix:fra', 'latency=30ms', '--from', 'ams-ix', '--lab', lab];
    expect(await cliJson<LinkResult>(far)).toMatchObject({
      ...{ link: 'ams-ix:fra', ends: ['ams-ix', 'fra'], mechanism: 'line', asPlanned: false },
      impairments: { from: { 'ams-ix': { latency: 30_000 }, fra: {} } },
    });
    await takes('fra', 70);
    // Its answers go by its provider, as its policy has it.
    await takes('no-isp', 20);
    const { links: special } = await cliJson<LabStatus>(['status', lab]);
    expect(special.map(({ link, works, asPlanned }) => [link, works, asPlanned])).toEqual([
      ['ams-ix:eu-isp', true, true],
      ['ams-ix:fra', true, false],
    ]);
    const { mended } = await cliJson<RestoreResult>(['restore', 'ams-ix:fra', '--lab', lab]);
    expect(mended).toMatchObject([{ what: 'link as in the topology', node: 'ams-ix:fra' }]);
    await takes('fra', 40);
    // All as it was, for what follows.
    const back = await cliJson<ReloadResult>(['reload', topologyFile(EXCHANGES), '--lab', lab]);
    expect(back.links).toEqual(['ams-ix:eu-isp']);
    expect(await roundTrip(4, 'fra')).toBeLessThan(BUSY);
  });

  it('take part in levers and captures, and are no link to be made slow', async () => {
    const levers = ['do-not-announce-to', 'nyc', 'ny-ix'];
    const { moves, astray } = await cliJson<WhatifResult>(['whatif', '--lab', lab, ...levers]);
    for (const family of [4, 6]) {
      expect(moves).toContainEqual({
        ...{ client: 'ithaca', service: 'dns', family, from: 'nyc', to: null },
        why: { router: 'school', before: 'nyc', after: null, offered: false, lostBy: null },
      });
    }
    expect(astray).toEqual([]);
    const [heard, slow] = await Promise.all([
      cli(['capture', 'ams-ix', '--count', '1', '--lab', lab, 'tcp', 'port', '179']),
      cli(['link', 'ams-ix', 'latency=20ms', '--lab', lab]),
    ]);
    expect(heard).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('BGP') });
    expect(slow).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ams-ix is an exchange') });
  });

  it('have members and a route server that agree on their roles', async () => {
    const said = await vtyshJson<Record<string, Readonly<Record<string, unknown>>>>(
      lab,
      'rs.ams-ix',
      'show bgp neighbors',
    );
    const roles = Object.values(said).map(({ localRole, remoteRole }) => [localRole, remoteRole]);
    expect(roles).toEqual(Array(6).fill(['rs-server', 'rs-client']));
  });

  it('can be lost by any member, by itself, and given back', async () => {
    const berlinAndOslo = async () => {
      // Another site than the topology expects is exit code 1.
      const { entries } = JSON.parse((await cli(['probe', lab, '--json'])).stdout) as ProbeResult;
      const site = (name: string) => entries.filter(({ client }) => client === name).map((each) => each.site);
      return [...site('berlin'), ...site('oslo')];
    };
    const port = 'ams-ix:eu-isp';
    expect((await cli(['fault', 'link-down', port, '--lab', lab])).exitCode).toBe(0);
    // With no carrier, its router is the first to know; the route server keeps its routes until the hold timer is over.
    await vi.waitFor(async () => expect(await berlinAndOslo()).toEqual(['nyc', 'nyc', 'fra', 'fra']), SOON);
    const { mended, faults } = await cliJson<RestoreResult>(['restore', port, '--lab', lab]);
    expect(mended).toMatchObject([{ node: port }]);
    expect(faults).toMatchObject([{ kind: 'link-down', target: port }]);
    await vi.waitFor(async () => expect(await berlinAndOslo()).toEqual(['fra', 'fra', 'fra', 'fra']), SOON);
  });

  it('are walked through when routers’ tables are followed', async () => {
    const { failover } = await measuredRun('fra', '--lab', lab, '--no-restore', '--interval', '50');
    const moved = failover.filter(({ client }) => client === 'berlin');
    expect(moved).toHaveLength(2);
    for (const outcome of moved) {
      expect(outcome).toMatchObject({ siteBefore: 'fra', siteAfter: 'nyc', recovered: true });
      expect(outcome.controlPlane).toEqual({ time: expect.any(Number), completedBy: 'eu-isp' });
    }
    expect(failover.filter(({ client }) => client === 'boston')).toMatchObject([
      { sites: ['nyc'], controlPlane: { time: 0 } },
      { sites: ['nyc'], controlPlane: { time: 0 } },
    ]);
  });
});
