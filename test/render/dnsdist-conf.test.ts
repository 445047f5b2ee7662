import { expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const parsed = parseTopology(
  `
health: { interval: 0.3, timeout: 0.2, query: { name: www, type: A } }
sites:
  fra: { servers: [nsd, bind], balancer: { policy: whashed, cache: { entries: 500 }, rate-limit: 50 } }
  nyc: { servers: knot, balancer: dnsdist, health: none }
  sin: { servers: 2, balancer: { policy: chashed } }
routers: { transit: }
clients: { anna: transit }
links: [fra -> transit, nyc -> transit, sin -> transit]
`,
  'lab.yaml',
);
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);

function files(name: string): ReadonlyMap<string, string> {
  const node = plan.nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`there is no ${name}`);
  return new Map(renderNodeFiles(plan, node).map(({ path, content }) => [path, content]));
}

it.each(['lb.fra', 'lb.nyc', 'lb.sin'])('renders the balancer %s', async (name) => {
  const path = '/etc/anycast-lab/dnsdist.conf';
  await expect(files(name).get(path)).toMatchFileSnapshot(`../golden/balancer/${name}${path}`);
});

it('leaves the service addresses to the balancer, and the edge to ask that alone', () => {
  expect(files('ns1.fra').get('/etc/anycast-lab/nsd.conf')).not.toContain('192.0.2.53');
  const { checks } = JSON.parse(files('fra').get('/etc/anycast-lab/health.json') ?? '');
  expect(checks.map((check: { server: string }) => check.server)).toEqual(['lb.fra', 'lb.fra']);
  const edge = plan.nodes.find(({ name }) => name === 'fra');
  const balancer = plan.nodes.find(({ name }) => name === 'lb.fra');
  const own = balancer?.interfaces[0]?.addresses.find(({ family }) => family === 4)?.address;
  expect(edge?.routes.find(({ destination }) => destination === '192.0.2.0/24')?.via).toEqual([own]);
});
