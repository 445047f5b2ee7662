import { describe, expect, it } from 'vitest';
import { awaitRequest } from '../../src/lab/agent-requests.ts';
import { announcedBy, announcedPrefixes, prefixesOf } from '../../src/plan/announced.ts';
import type { RouterPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderFrrConf } from '../../src/render/frr-conf.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** fra announces half of the prefix as well, nyc only what the prefix is a part of. */
const source = `
sites:
  fra: { announce: { prefixes: [192.0.2.0/25], prepend: 1 } }
  nyc: { announce: { prefixes: [192.0.0.0/16], services: false } }
routers: { transit: }
clients: { berlin: transit, paris: transit }
links: [fra -> transit, nyc -> transit]
expect: { catchment: { paris: none } }
`;
const parsed = parseTopology(source, 'lab.yaml');
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);
const edge = (name: string): RouterPlan => plan.nodes.find((node) => node.name === name) as RouterPlan;
const texts = (router: RouterPlan) => announcedBy(plan, router).map(({ prefix }) => prefix);

describe('what sites announce besides', () => {
  it('comes with the prefixes of services, or in their place', () => {
    expect(texts(edge('fra'))).toEqual(['192.0.2.0/24', '2001:db8:53::/48', '192.0.2.0/25']);
    expect(texts(edge('nyc'))).toEqual(['192.0.0.0/16']);
    expect(announcedPrefixes(plan)).toHaveLength(4);
  });

  it('is what packets to an address go by, the longest first', () => {
    expect(prefixesOf(plan, '192.0.2.53')).toEqual(['192.0.2.0/25', '192.0.2.0/24', '192.0.0.0/16']);
    expect(prefixesOf(plan, '192.0.2.153')).toEqual(['192.0.2.0/24', '192.0.0.0/16']);
    expect(prefixesOf(plan, '2001:db8:53::53')).toEqual(['2001:db8:53::/48']);
  });

  it('has a route to the servers, checks, and a place in the configuration', () => {
    const fra = edge('fra');
    expect(fra.routes.map(({ destination }) => destination)).toContain('192.0.2.0/25');
    expect(fra.health?.checks.map(({ prefix }) => prefix)).toContain('192.0.2.0/25');
    expect(renderFrrConf(plan, fra)).toMatch(/ network 192\.0\.2\.0\/25\n/);
    expect(renderFrrConf(plan, fra)).toContain('ip prefix-list services seq 15 permit 192.0.2.0/25\n');
    expect(edge('nyc').routes.map(({ destination }) => destination)).not.toContain('192.0.2.0/24');
  });

  it('is enough for the routers of clients that are to be answered', () => {
    const { routers, clients } = awaitRequest(
      plan,
      plan.nodes.map(({ name }, index) => ({ name, pid: index + 1 })),
    );
    expect(routers.find(({ name }) => name === 'transit')?.prefixes).toEqual([
      ['192.0.2.0/25', '192.0.2.0/24', '192.0.0.0/16'],
      ['2001:db8:53::/48'],
    ]);
    expect(routers.find(({ name }) => name === 'nyc')?.prefixes).toEqual([['192.0.0.0/16']]);
    expect(clients.map(({ name }) => name)).toEqual(['berlin']);
  });

  it('is not waited for over an IP version in which a client is to have no answer', () => {
    const one = {
      ...plan,
      expectedCatchment: { paris: 'none', berlin: [{ family: 6, site: 'none' }] } as const,
    };
    const { routers, clients } = awaitRequest(
      one,
      plan.nodes.map(({ name }, index) => ({ name, pid: index + 1 })),
    );
    expect(routers.find(({ name }) => name === 'transit')?.prefixes).toEqual([
      ['192.0.2.0/25', '192.0.2.0/24', '192.0.0.0/16'],
    ]);
    expect(clients.map(({ name, queries }) => [name, queries.map(({ address }) => address)])).toEqual([
      ['berlin', ['192.0.2.53']],
    ]);
  });
});
