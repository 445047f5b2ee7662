/** Explanations beside what FRR, the clients and the kernels say themselves. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExplainResult } from '../../src/lab/explain.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RoutesResult } from '../../src/lab/routes.ts';
import { cli, cliJson } from './support/cli.ts';
import { startLab } from './support/labs.ts';

const THREE_SITES = readFileSync(new URL('../../topologies/three-sites.yaml', import.meta.url), 'utf8');

const CLIENTS = ['berlin', 'paris', 'madrid', 'chicago', 'tokyo', 'sydney'];

describe('explain and routes', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('explain', THREE_SITES);
  });

  it('lead each client to the site that answers it, by the way that packets take', async () => {
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    for (const client of CLIENTS) {
      const { explanations, agrees } = await cliJson<ExplainResult>(['explain', client, '--lab', lab]);
      expect(agrees).toBe(true);
      expect(explanations.map(({ family }) => family)).toEqual([4, 6]);
      for (const { family, address, end, hops, trace } of explanations) {
        const answered = entries.find((entry) => entry.client === client && entry.family === family);
        expect(end).toEqual({ kind: 'site', site: answered?.site });
        expect(trace).toEqual([...hops.map(({ router }) => router), address]);
      }
    }
  });

  it('agree with FRR about every prefix of every router', async () => {
    for (const router of [
      'eu-transit',
      'us-transit',
      'asia-transit',
      'tier1',
      'iberia-isp',
      'fra',
      'nyc',
      'sin',
    ]) {
      const { routes, agrees } = await cliJson<RoutesResult>(['routes', router, '--lab', lab]);
      expect(agrees).toBe(true);
      // Eight networks and one service, over both IP versions; a site does not take routes of its own AS.
      expect(routes).toHaveLength(['fra', 'nyc', 'sin'].includes(router) ? 14 : 18);
      for (const { prefix, candidates, forwardsTo, of, router: here } of routes) {
        const [best] = candidates;
        expect(best?.chosen, prefix).toBe(true);
        const own = of === 'dns' ? ['servers'] : [];
        expect(forwardsTo, `${here} ${prefix}`).toEqual(best?.from === null ? own : [best?.from]);
      }
    }
  });

  it('says in words who lost by what', async () => {
    const { stdout } = await cli(['explain', 'sydney', '--lab', lab, '--family', '4']);
    expect(stdout).toMatch(/^sydney, asking dns at 192\.0\.2\.53 \(IPv4\), is answered by sin\.$/m);
    expect(stdout).toMatch(/^tier1 \(AS \d+\) has 3 paths:$/m);
    expect(stdout).toMatch(/^> +asia-transit +customer +200 +10\.0\.4\.1 +asia-transit AS\d+$/m);
    expect(stdout).toMatch(/^ +us-transit +customer +200 +10\.0\.8\.1 +us-transit AS\d+ +router id$/m);
    expect(stdout).toContain('Packets went: sydney -> tier1 -> asia-transit -> sin -> 192.0.2.53');
    const table = (await cli(['routes', 'eu-transit', '192.0.2.0/24', '--lab', lab])).stdout;
    expect(table).toMatch(
      /^192\.0\.2\.0\/24 +dns +> +fra \(customer\) +10\.[\d.]+ +200 +0 +igp +AS\d+ +\d+:0:1 +to fra$/m,
    );
    const { routes } = await cliJson<RoutesResult>(['routes', 'eu-transit', '192.0.2.0/24', '--lab', lab]);
    const candidates = routes[0]?.candidates ?? [];
    const rows = table.split('\n').slice(2);
    expect(rows).toHaveLength(candidates.length);
    for (const [index, { path, from, relationship }] of candidates.entries()) {
      expect(rows[index]).toContain(` ${from} (${relationship}) `);
      expect(rows[index]).toContain(` ${path.nextHop} `);
    }
  });

  it.each([
    [['explain', 'nobody'], 'no client called nobody'],
    [['explain', 'berlin', 'web'], 'no service called web'],
    [['routes', 'berlin'], 'no router called berlin'],
    [['routes', 'fra', '198.51.100.0/24'], 'fra knows no prefix 198.51.100.0/24'],
  ])('refuse %s', async (words, why) => {
    const result = await cli([...words, '--lab', lab]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(why);
  });

  it('end where there is no route any more', async () => {
    for (const site of ['fra', 'nyc', 'sin']) await cli(['fault', 'withdraw', site, '--lab', lab]);
    const { exitCode, stdout } = await cli(['explain', 'berlin', '--lab', lab, '--family', '6']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('finds no route at eu-transit');
    expect(stdout).toContain('knows no path.');
    await cli(['restore', '--lab', lab]);
  });
});

describe('explain where policy beats distance', () => {
  it('names the nearer site and what kept packets from it', async () => {
    // anna's ISP prefers its customer behind two others to the peer next door.
    const lab = await startLab(
      'nearer',
      `
sites: { near: , far: }
routers: { isp: , door: , one: , two: }
clients: { anna: isp }
links: [near -> door, isp -- door, far -> two, two -> one, one -> isp]
`,
    );
    const { explanations } = await cliJson<ExplainResult>(['explain', 'anna', '--lab', lab, '--family', '4']);
    expect(explanations[0]).toMatchObject({
      end: { kind: 'site', site: 'far' },
      nearer: [
        {
          site: 'near',
          by: 'links',
          distance: 2,
          instead: 3,
          router: 'isp',
          via: 'door',
          lostBy: 'local-pref',
        },
      ],
    });
    const { stdout } = await cli(['explain', 'anna', '--lab', lab, '--family', '6']);
    expect(stdout).toContain(
      'near is nearer, 2 links instead of 3, but at isp the path from door lost by local preference.',
    );
  });
});
