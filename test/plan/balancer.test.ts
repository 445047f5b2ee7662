import { describe, expect, it } from 'vitest';
import { entrancesTo } from '../../src/plan/entrances.ts';
import type { BalancerPlan, RouterPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  `
sites:
  fra: { asn: 64496, balancer: { backends: [hq] } }
  hq: { asn: 64498, servers: 2, announce: { services: false } }
  nyc: { asn: 64497, servers: bind, balancer: { backends: [hq] } }
routers: { transit: }
clients: { anna: transit }
links: [fra -> transit, hq -> transit, nyc -> transit]
`,
  'lab.yaml',
);
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);

describe('a balancer with back ends elsewhere', () => {
  const backends = (site: string) =>
    plan.nodes.find((node): node is BalancerPlan => node.role === 'balancer' && node.site === site)?.backends;

  it('asks the servers of the other place at their own addresses, after those of its site', () => {
    expect(backends('fra')).toEqual([
      { name: 'ns1.hq', address: '10.0.2.10' },
      { name: 'ns2.hq', address: '10.0.2.11' },
    ]);
    expect(backends('nyc')?.map(({ name }) => name)).toEqual(['ns1.nyc', 'ns1.hq', 'ns2.hq']);
  });

  it('is all that a site without servers has', () => {
    const names = plan.nodes.flatMap((node) => ('site' in node ? [node.name] : []));
    expect(names).toEqual(['lb.fra', 'lb.nyc', 'ns1.hq', 'ns1.nyc', 'ns2.hq']);
  });

  it('leaves a place that announces nothing with its own network alone, and nothing to check', () => {
    const hq = plan.nodes.find((node): node is RouterPlan => node.role === 'edge' && node.name === 'hq');
    expect(hq?.services).toEqual([]);
    expect(hq?.health).toBeNull();
    expect(hq?.routes.map(({ destination }) => destination)).toEqual(['10.0.2.0/24', '3fff:0:2::/48']);
  });

  it('is where queries enter that are answered elsewhere', () => {
    expect(Object.fromEntries(entrancesTo(plan))).toEqual({
      fra: ['fra'],
      hq: ['hq', 'fra', 'nyc'],
      nyc: ['nyc'],
    });
  });
});

it.each([
  [1, 2, 1, 1],
  [0.5, 4, 1, 1],
  [0.5, 6, 1, 2],
  [2, 3, 2, 2],
  [0.2, 2, 1, 1],
])(
  'with checks every %d s and %d to fall a balancer finds a dead back end first',
  (interval, fall, seconds, often) => {
    const checked = parseTopology(
      `
health: { interval: ${interval}, fall: ${fall} }
sites: { fra: { servers: 2, balancer: dnsdist } }
routers: { transit: }
clients: { anna: transit }
links: [fra -> transit]
`,
      'lab.yaml',
    );
    if ('diagnostics' in checked) throw new Error(JSON.stringify(checked.diagnostics));
    const check = planLab(checked.topology).nodes.find(
      (node): node is BalancerPlan => node.role === 'balancer',
    )?.check;
    expect(check).toMatchObject({ interval: seconds, fall: often });
    expect(often * seconds).toBeLessThanOrEqual(Math.max(seconds, (fall - 1) * interval));
  },
);
