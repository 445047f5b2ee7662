import { describe, expect, it } from 'vitest';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import { hopOf } from '../../src/explain/journey.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { MINIMAL } from '../plan/topologies.ts';

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
    expect(hopOf(plan, transit, paths)).toMatchObject({ agrees: false, note: null, next: near?.node });
  });

  it('goes where FRR sends packets, where the router has lines of its own', () => {
    const hop = hopOf(plan, { ...transit, frr: ['router bgp', ' bgp bestpath as-path ignore'] }, paths);
    expect(hop).toMatchObject({ agrees: true, note: 'own-lines', next: far?.node });
    expect(hop.candidates).toMatchObject([
      { from: far?.node, chosen: true },
      { from: near?.node, chosen: false, lostBy: null },
    ]);
  });

  it('remarks upon a reason that holds against none of the paths', () => {
    const chosen = [path(near?.address, 1, true), path(far?.address, 3, false)];
    expect(hopOf(plan, transit, chosen)).toMatchObject({ agrees: true, note: 'old-reason' });
  });
});
