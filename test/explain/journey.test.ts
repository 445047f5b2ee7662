import { describe, expect, it } from 'vitest';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import { follow, hopsIn } from '../../src/explain/journey.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { BACKBONE, MINIMAL } from '../plan/topologies.ts';

const plan = planLab(MINIMAL);
const transit = plan.nodes.filter(isRouter).find(({ name }) => name === 'transit');
if (transit === undefined) throw new Error('no transit');
const [near, far] = transit.neighbors.filter(({ family }) => family === 4);

/** A path from a neighbour, with as many ASNs in it. */
function path(neighbor: string | undefined, length: number, best: boolean): BgpPath {
  const address = neighbor ?? '';
  return {
    ...{ neighbor: address, session: address, nextHop: address, weight: 0, localPref: 200 },
    ...{ asPath: Array(length).fill(64500), origin: 'igp', med: 0, igpMetric: 0, learned: 'ebgp' },
    ...{ routerId: '10.0.0.1', reflections: 0, since: 0, communities: [], valid: true, multipath: false },
    ...{ best, reason: best ? 'Router ID' : null },
  };
}

describe('a hop', () => {
  const paths = [path(near?.address, 1, false), path(far?.address, 3, true)];

  it('is our mistake where FRR chose another path', () => {
    expect(hopsIn(plan)(transit, paths)).toMatchObject({ agrees: false, note: null, next: near?.node });
  });

  it('goes where FRR sends packets, where the router has lines of its own', () => {
    const hop = hopsIn(plan)({ ...transit, frr: ['router bgp', ' bgp bestpath as-path ignore'] }, paths);
    expect(hop).toMatchObject({ agrees: true, note: 'own-lines', next: far?.node });
    expect(hop.candidates).toMatchObject([
      { from: far?.node, chosen: true },
      { from: near?.node, chosen: false, lostBy: null },
    ]);
  });

  it('remarks upon a reason that holds against none of the paths', () => {
    const chosen = [path(near?.address, 1, true), path(far?.address, 3, false)];
    expect(hopsIn(plan)(transit, chosen)).toMatchObject({ agrees: true, note: 'old-reason' });
  });
});

describe('a journey within a network', () => {
  const backbone = planLab(BACKBONE);
  const addressAt = (name: string, node: string): string => {
    const router = backbone.nodes.filter(isRouter).find((one) => one.name === name);
    const neighbor = router?.neighbors.find((one) => one.node === node && one.family === 4);
    if (neighbor === undefined) throw new Error(`${name} has no session with ${node}`);
    return neighbor.address;
  };
  const known: Readonly<Record<string, readonly BgpPath[]>> = {
    mid: [{ ...path(addressAt('mid', 'west'), 1, true), learned: 'ibgp' }],
    west: [path(addressAt('west', 'nyc'), 1, true)],
    nyc: [{ ...path(undefined, 0, true), neighbor: null, learned: 'local' }],
  };
  const journey = (...ways: readonly string[]) =>
    follow(backbone, 'mid', backbone.services[0]?.prefixes[0] ?? { prefix: '', address: '' }, {
      paths: ({ name }) => Promise.resolve(known[name] ?? []),
      forwardsTo: () => Promise.resolve(ways),
    });

  it('goes where the kernel does, and tells of all ways that it shares flows among', async () => {
    const { hops, end } = await journey('west', 'east');
    expect(hops.map(({ router, next, alsoNext }) => [router, next, alsoNext])).toEqual([
      ['mid', 'west', ['east']],
      ['west', 'nyc', []],
      ['nyc', null, []],
    ]);
    expect(end).toEqual({ kind: 'site', site: 'nyc' });
  });

  it('ends where the kernel has servers of its own, whatever BGP says', async () => {
    expect((await journey('servers')).end).toEqual({ kind: 'site', site: 'mid' });
  });
});
