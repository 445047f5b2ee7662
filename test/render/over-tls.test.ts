import { describe, expect, it } from 'vitest';
import { servicesOverTls } from '../../src/plan/over-tls.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** With a balancer at one site and a resolver at the other, that answer over TLS or do not. */
function planned(tls: boolean) {
  const parsed = parseTopology(
    `
services:
  zone: { prefixes: [192.0.2.0/24, "2001:db8:53::/48"] }
  public: { prefixes: [198.51.100.0/24, "2001:db8:54::/48"], role: resolver, tls: ${tls} }
sites:
  fra: { services: [zone], balancer: { tls: ${tls} } }
  nyc: { services: [public], asn: 64511 }
routers: { transit: }
clients: { anna: transit }
links: [fra -> transit, nyc -> transit]
`,
    'lab.yaml',
  );
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

function filesOf(name: string, tls: boolean): ReadonlyMap<string, string> {
  const plan = planned(tls);
  const node = plan.nodes.find((each) => each.name === name);
  if (node === undefined) throw new Error(`there is no ${name}`);
  return new Map(renderNodeFiles(plan, node).map(({ path, content }) => [path, content]));
}

describe.each([
  ['lb.fra', '/etc/anycast-lab/dnsdist.conf'],
  ['res1.nyc', '/etc/anycast-lab/unbound.conf'],
])('%s', (name, path) => {
  it('listens for TLS with a certificate in its name', async () => {
    const files = filesOf(name, true);
    expect([...files.keys()]).toEqual([path, '/etc/anycast-lab/tls-name']);
    expect(files.get('/etc/anycast-lab/tls-name')).toBe(`${name}\n`);
    await expect(files.get(path)).toMatchFileSnapshot(`../golden/tls/${name}${path}`);
  });

  it('does not where nothing says so', () => {
    const files = filesOf(name, false);
    expect([...files.keys()]).toEqual([path]);
    expect(files.get(path)).not.toMatch(/853|tls/i);
  });
});

it('services are asked over TLS that a balancer or a resolver answers for so', () => {
  expect(servicesOverTls(planned(true)).map(({ name }) => name)).toEqual(['public', 'zone']);
  expect(servicesOverTls(planned(false))).toEqual([]);
});
