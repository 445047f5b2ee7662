/** Back ends that the edge checks, as dnsdist could not: what both are given for that. */
import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

function files(health: string, site = ''): ReadonlyMap<string, string> {
  const parsed = parseTopology(
    `
services:
  dns: { prefixes: [192.0.2.0/24, 2001:db8:53::/48] }
  web: { prefixes: [2001:db8:54::/48], zone: web.test }
sites:
  fra: { asn: 64496, servers: [nsd, bind], balancer: { backends: [hq] }${site}${health} }
  hq: { asn: 64497, announce: { services: false } }
  nyc: { asn: 64498, balancer: { backends: [fra] } }
routers: { transit: }
clients: { anna: transit }
primary: { router: transit }
links: [fra -> transit, hq -> transit, nyc -> transit]
`,
    'lab.yaml',
  );
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return new Map(
    plan.nodes
      .filter(({ name }) => name === 'fra' || name === 'lb.fra')
      .flatMap((node) =>
        renderNodeFiles(plan, node).map(({ path, content }) => [`${node.name}${path}`, content] as const),
      ),
  );
}

const HEALTH = 'fra/etc/anycast-lab/health.json';
const DNSDIST = 'lb.fra/etc/anycast-lab/dnsdist.conf';

describe('a balancer whose edge checks its back ends', () => {
  const given = files(
    ', health: { query: { name: www, type: A }, expect: { answer: 203.0.113.80 }, max-stale: 60s }',
  );

  it.each([HEALTH, DNSDIST])('has %s', async (path) => {
    await expect(given.get(path)).toMatchFileSnapshot(`../golden/balancer/told/${path}`);
  });
});

it.each([
  ['', false],
  [', health: none', false],
  [', health: { interval: 0.5, query: { name: www, type: A } }', false],
  [', health: { expect: { rcode: NOERROR } }', false],
  [', health: { expect: { rcode: NXDOMAIN } }', true],
  [', health: { query: { type: NS }, expect: { answer: ns.anycast.test } }', true],
  [', health: { max-stale: 5s }', true],
])('%j: the edge checks the back ends: %s', (health, told) => {
  const given = files(health);
  expect('balancer' in (JSON.parse(given.get(HEALTH) ?? '{}') as object)).toBe(told);
  expect(given.get(DNSDIST)?.includes('healthCheckMode = "up"')).toBe(told);
  expect(given.get(DNSDIST)?.includes('mustResolve = true')).toBe(!told);
});

it('where the edge announces nothing, and checks nothing, the balancer does', () => {
  const given = files(', health: { max-stale: 5s }', ', announce: { services: false }');
  expect(given.has(HEALTH)).toBe(false);
  expect(given.get(DNSDIST)).toContain('mustResolve = true');
});
