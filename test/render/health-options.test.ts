import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

function files(source: string, node: string): ReadonlyMap<string, string> {
  const parsed = parseTopology(source, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  const found = plan.nodes.find(({ name }) => name === node);
  if (found === undefined) throw new Error(`there is no ${node}`);
  return new Map(renderNodeFiles(plan, found).map(({ path, content }) => [path, content]));
}

describe('a site that is to be the last to stay, and looks at answers', () => {
  const fra = files(
    `
health:
  timeout: 0.2
  query: { name: WWW, type: A }
  expect: { answer: 203.0.113.80 }
  when-all-fail: last-site-stays
services: { dns: { prefixes: [192.0.2.0/24, 2001:db8:53::/48] } }
sites: { fra: { announce: { med: 5 } }, nyc: }
routers: { transit: , other: }
clients: { anna: transit }
links: [fra -> transit, nyc -> other, { link: transit -- other, timers: { hold: 9, advertisement-interval: 5 } }]
`,
    'fra',
  );

  it.each(['/etc/frr/frr.conf', '/etc/anycast-lab/health.json'])('has its %s', async (path) => {
    await expect(fra.get(path)).toMatchFileSnapshot(`../golden/health${path}`);
  });

  it.each([
    ['www', 'www.anycast.test'],
    ['www.Anycast.test', 'www.anycast.test'],
    ['anycast.test', 'anycast.test'],
    ['www.example.', 'www.example'],
  ])('asks for %s as %s', (name, full) => {
    const { checks } = JSON.parse(
      files(
        `
health: { query: { name: ${name} } }
sites: { fra: }
routers: { transit: }
clients: { anna: transit }
links: [fra -> transit]
`,
        'fra',
      ).get('/etc/anycast-lab/health.json') ?? '',
    );
    expect(checks[0]).toMatchObject({ zone: 'anycast.test', name: full });
  });
});
