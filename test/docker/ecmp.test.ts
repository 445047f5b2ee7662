/** Equal paths that are used at once: which share of one client's queries reaches which site, or which server. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RoutesResult } from '../../src/lab/routes.ts';
import type { Share } from '../../src/measure/catchment.ts';
import { cli, cliJson } from './support/cli.ts';
import { startLab } from './support/labs.ts';
import { measuredRun } from './support/measured.ts';

/** Its site nyc goes on announcing whatever its server does, and clients of left have another way to it. */
const ECMP = readFileSync(new URL('../../topologies/ecmp-split.yaml', import.meta.url), 'utf8')
  .replace('nyc: # New York', 'nyc: { health: none }')
  .replace('  - isp -> left\n', '  - isp -> left\n  - left -- right\n');

/** Each of two even shares of 115 queries is at least this many, save once in a billion billion times. */
const LEAST = 8;

/** One service whose origin is another AS in Asia than in Europe, and routers that tell flows apart by addresses alone. */
const BY_ADDRESS = `
bestpath: as-path multipath-relax
ecmp-hash: l3
sites: { fra: { asn: 64500 }, sin: { asn: 64501 } }
routers: { isp: }
clients: { anna: isp, bert: isp }
links: [fra -> isp, sin -> isp]
`;

describe('equal paths to one service in two ASes, by addresses alone', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('by-address', BY_ADDRESS);
  });

  it('are both used, and lead each client to one site', async () => {
    const { routes } = await cliJson<RoutesResult>(['routes', 'isp', '--lab', lab]);
    for (const { forwardsTo, candidates } of routes.filter(({ of }) => of === 'dns')) {
      expect([...forwardsTo].sort()).toEqual(['fra', 'sin']);
      expect(candidates.map(({ path }) => path.asPath).sort()).toEqual([[64500], [64501]]);
    }
    // Each of them asks more than a hundred times, over either IP version, from as many ports.
    const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    expect(entries).toHaveLength(4);
    for (const { site, shares } of entries) {
      expect(['fra', 'sin']).toContain(site);
      expect(shares).toBeUndefined();
    }
  });

  it('have figures of one site each: who is answered by the one that goes moves as a whole, and home again', async () => {
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    const [{ site: gone } = { site: null }] = entries;
    const other = gone === 'fra' ? 'sin' : 'fra';
    const { failover, failback, settled } = await measuredRun(
      ...[`${gone}`, '--lab', lab, '--interval', '50'],
    );
    expect(settled).toEqual({ failover: true, failback: true });
    for (const { client, family, site } of entries) {
      const [away, back] = [failover, failback].map((rows) =>
        rows.find((row) => row.client === client && row.family === family),
      );
      const moves = site === gone;
      expect(away).toMatchObject({ siteBefore: site, siteAfter: other, lost: 0, recovered: true });
      expect(away?.sites).toEqual(moves ? [site, other] : [site]);
      expect(away?.failoverTime === null).toBe(!moves);
      expect(back).toMatchObject({ siteBefore: other, siteAfter: site, lost: 0, recovered: true });
      expect([away, back].some((row) => row !== undefined && 'shares' in row)).toBe(false);
    }
  });
});

describe('equal paths', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('ecmp', ECMP);
  });

  it('lead one client to several sites or servers, and each where the topology expects it', async () => {
    const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    const shares = (name: string): readonly (readonly Share[] | undefined)[] =>
      entries.filter(({ client }) => client === name).map((entry) => entry.shares);
    const even = (...servers: readonly string[]) => {
      const each = servers.map((server) => ({ server, site: server.slice(4), answers: expect.any(Number) }));
      return expect.arrayContaining(each);
    };
    expect(shares('anna')).toEqual([even('ns1.fra', 'ns1.nyc'), even('ns1.fra', 'ns1.nyc')]);
    expect(shares('olaf')).toEqual([even('ns1.sin', 'ns2.sin'), even('ns1.sin', 'ns2.sin')]);
    for (const share of [...shares('anna'), ...shares('olaf')].flatMap((both) => both ?? [])) {
      expect(share.answers).toBeGreaterThanOrEqual(LEAST);
    }
    expect(shares('lena')).toEqual([undefined, undefined]);
    const { stdout } = await cli(['probe', lab]);
    expect(stdout).toMatch(/^anna +v4 +(fra|nyc) +ns1\.\1 +\d+(\.\d)? % /m);
    expect(stdout).toContain('Answers by site: fra 4 of 8, nyc 4 of 8, sin 2 of 8');
  });

  it('are not good where one of them loses its queries', async () => {
    await cli(['fault', 'server-hang', 'nyc', '--lab', lab]);
    const { exitCode, stdout } = await cli(['probe', lab, '--json']);
    await cliJson(['restore', '--lab', lab, '--json']);
    expect(exitCode).toBe(1);
    const { entries } = JSON.parse(stdout) as ProbeResult;
    for (const { problem } of entries.filter(({ client }) => client === 'anna'))
      expect(problem).toEqual({
        kind: 'partly-unanswered',
        ...{ answered: expect.any(Number), asked: expect.any(Number) },
      });
    expect(entries.filter(({ client }) => client === 'lena').every(({ problem }) => problem === null)).toBe(
      true,
    );
  });

  it('are in the kernel of the router that has them, and explained as one choice', async () => {
    const { routes, agrees } = await cliJson<RoutesResult>(['routes', 'isp', '--lab', lab]);
    expect(agrees).toBe(true);
    for (const { forwardsTo } of routes.filter(({ of }) => of === 'dns')) {
      expect([...forwardsTo].sort()).toEqual(['left', 'right']);
    }
    const { explanations } = await cliJson<ExplainResult>(['explain', 'anna', '--lab', lab]);
    for (const { hops } of explanations) {
      expect(hops[0]?.candidates).toMatchObject([
        { chosen: true, path: { multipath: true } },
        { lostBy: 'router-id', path: { multipath: true } },
      ]);
    }
    const { stdout } = await cli(['explain', 'anna', '--lab', lab]);
    expect(stdout).toMatch(/ used too$/m);
    expect(stdout).toContain(
      'isp shares flows among several paths, and others may end elsewhere: see probe.',
    );
  });

  it('have an outage for as long as a part of the flows is lost, and their shares back at the end', async () => {
    const { failover, failback, settled } = await measuredRun(
      ...['fra', '--lab', lab, '--fault', 'blackhole', '--interval', '50'],
    );
    expect(settled).toEqual({ failover: true, failback: true });
    const shared = failover.filter(({ client }) => client === 'anna');
    expect(shared).toHaveLength(2);
    for (const { outage, failoverTime, lost, shares, ...row } of shared) {
      expect(row).toMatchObject({ siteBefore: 'fra + nyc', siteAfter: 'nyc', sites: ['fra + nyc', 'nyc'] });
      // Until the hold timer of left has run out, as for clients that fra alone answers; but of every other query alone.
      expect(outage).toBeGreaterThan(1_900_000);
      expect(outage).toBeLessThan(4_000_000);
      expect(Math.abs((failoverTime ?? 0) - outage)).toBeLessThan(200_000);
      expect(lost / (outage / 50_000)).toBeGreaterThan(0.2);
      expect(lost / (outage / 50_000)).toBeLessThan(0.8);
      const during = new Map(shares?.during.map(({ site, queries }) => [site, queries.count]));
      expect(during.get(null)).toBe(lost);
      // What was under way.
      expect(during.get('fra') ?? 0).toBeLessThan(3);
      expect(shares?.after).toMatchObject([{ site: 'nyc' }]);
      // left knows another way for what still comes to it, and isp one that leaves it out.
      expect(row.controlPlane.completedBy).toMatch(/^(left|isp)$/);
    }
    for (const row of failback.filter(({ client }) => client === 'anna')) {
      expect(row).toMatchObject({ siteBefore: 'nyc', siteAfter: 'fra + nyc', recovered: true });
      expect(row.shares?.after.map(({ site }) => site)).toEqual(['fra', 'nyc']);
    }
  });
});
