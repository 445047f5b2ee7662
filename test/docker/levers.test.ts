/** The levers of a topology on real routers: what the neighbour sees of each, and where clients go for it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { RoutesResult } from '../../src/lab/routes.ts';
import { cli, cliJson } from './support/cli.ts';
import { startLab, vtyshJson } from './support/labs.ts';

/** left hears of both sites from customers; what it prefers is what the levers decide. */
const LEVERS = `
sites:
  aix: { asn: 64500, announce: { prepend: 1, med: 20, communities: [64500:70], origin: incomplete, to: [left] } }
  bcn: { asn: 64501 }
routers: { left: , right: }
clients: { alma: left, beto: right }
links:
  - { link: aix -> left, policy: { aix: { out: { prepend: 1, communities: [64500:1:2] } } } }
  - aix -> right
  - { link: bcn -> right, policy: { right: { in: { local-pref: 120, weight: 7, prepend: 2, med: 9, announce-to: [left] } } } }
  - link: left -- right
    policy:
      left: { in: { local-pref: 400, strip: all, communities: ["64510:5"] } }
      right: { out: { strip: ["64501:9"] } }
`;

interface Path {
  readonly weight?: number;
  readonly locPrf?: number;
  readonly metric?: number;
  readonly origin: string;
  readonly aspath: { readonly string: string };
  readonly community?: { readonly string: string };
  readonly largeCommunity?: { readonly string: string };
  readonly bestpath?: { readonly overall?: boolean };
}

interface Table {
  readonly routes: Readonly<
    Record<string, readonly { readonly path: string; readonly metric?: number; readonly origin: string }[]>
  >;
}

describe('levers', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('levers', LEVERS);
  });

  async function paths(router: string, prefix: string): Promise<readonly Path[]> {
    const version = prefix.includes(':') ? 'ipv6' : 'ipv4';
    const table = await vtyshJson<{ readonly paths: readonly Path[] }>(
      lab,
      router,
      `show bgp ${version} unicast ${prefix}`,
    );
    return table.paths;
  }

  const table = (router: string) => vtyshJson<Table>(lab, router, 'show bgp ipv4 unicast');
  const asn = async (router: string): Promise<number> =>
    (await vtyshJson<{ readonly as: number }>(lab, router, 'show bgp ipv4 unicast summary')).as;

  it.each(['192.0.2.0/24', '2001:db8:53::/48'])('of a site and of an end add up for %s', async (prefix) => {
    const fromSite = (await paths('left', prefix)).find(({ aspath }) => aspath.string.endsWith('64500'));
    expect(fromSite).toMatchObject({
      aspath: { string: '64500 64500 64500' },
      metric: 20,
      origin: 'incomplete',
      locPrf: 200,
      community: { string: '64500:70' },
    });
    expect(fromSite?.largeCommunity?.string).toContain('64500:1:2');
  });

  it('of a site leave the network of its own alone', async () => {
    const own = Object.entries((await table('left')).routes).flatMap(([prefix, found]) =>
      found
        .filter(({ path }) => path === '64500 64500')
        .map(({ metric, origin }) => ({ prefix, metric, origin })),
    );
    expect(own).toEqual([{ prefix: expect.stringMatching(/^10\./), metric: 0, origin: 'IGP' }]);
  });

  it('decide who hears of a service', async () => {
    const heard = (await paths('right', '192.0.2.0/24')).map(({ aspath }) => aspath.string);
    expect(heard).not.toContain('64500');
    expect(Object.values((await table('right')).routes).flat()).toContainEqual(
      expect.objectContaining({ path: '64500' }),
    );
  });

  it('of who takes a route decide to whom he passes it on', async () => {
    const [left, right] = [await asn('left'), await asn('right')];
    // A customer of both would hear it from both.
    const heard = (await paths('aix', '192.0.2.0/24')).map(({ aspath }) => aspath.string.split(' '));
    expect(heard).toContainEqual([`${left}`, `${right}`, '64501', '64501', '64501']);
    expect(heard.filter(([first]) => first === `${right}`)).toEqual([]);
  });

  it('of who takes a route change it for him alone', async () => {
    const [taken] = (await paths('right', '192.0.2.0/24')).filter(({ weight }) => weight === 7);
    expect(taken).toMatchObject({ locPrf: 120, metric: 9, aspath: { string: '64501 64501 64501' } });
    expect(taken?.bestpath?.overall).toBe(true);
    const shown = (router: string) => cli(['routes', router, '192.0.2.0/24', '--lab', lab]);
    expect((await shown('right')).stdout).toMatch(
      / WEIGHT {2}LOCAL PREF .*\n.* bcn \(customer\) +[\d.]+ +7 +120 /,
    );
    expect((await shown('left')).stdout).not.toContain('WEIGHT');
  });

  it('replace communities, but not the mark of the relationship', async () => {
    const fromPeer = (await paths('left', '192.0.2.0/24')).find(({ locPrf }) => locPrf === 400);
    expect(fromPeer).toMatchObject({ community: { string: '64510:5' }, bestpath: { overall: true } });
    // Had it lost its mark, it would be passed on to peers and providers as if a customer had sent it.
    expect(fromPeer?.largeCommunity?.string).toMatch(/^\d+:0:2$/);
  });

  it('move clients: left prefers the peer to its own customer', async () => {
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    expect(entries.map(({ client, family, site }) => `${client} v${family} ${site}`)).toEqual([
      'alma v4 bcn',
      'alma v6 bcn',
      'beto v4 bcn',
      'beto v6 bcn',
    ]);
  });

  it('are what the ladder of explain and FRR agree on', async () => {
    for (const router of ['left', 'right', 'aix', 'bcn']) {
      const { agrees } = await cliJson<RoutesResult>(['routes', router, '--lab', lab]);
      expect(agrees, router).toBe(true);
    }
  });

  it('stay while a site is drained and comes back', async () => {
    const before = await paths('left', '192.0.2.0/24');
    const words = ['aix', '--lab', lab, '--fault', 'drain', '--interval', '100'];
    expect((await cli(['failover', ...words])).exitCode).toBe(0);
    const after = await paths('left', '192.0.2.0/24');
    const shown = (all: readonly Path[]) =>
      all.map(({ aspath, community, metric }) => ({ aspath, community, metric }));
    expect(shown(after)).toEqual(shown(before));
  });
});
