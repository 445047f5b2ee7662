import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab } from '../topology/mistakes.ts';

const parsed = parseTopology(
  lab({
    'internet-dns': 'true',
    services: `{ a: { prefixes: [192.0.2.0/24, "2001:db8:53::/48"], zone: anycast.test }, b: { prefixes: [203.0.113.0/24], zone: anycast.test },
  c: { prefixes: [198.18.5.0/24], zone: deep.anycast.test }, d: { prefixes: [198.18.6.0/24], zone: b.example }, e: { prefixes: [198.18.7.0/24], zone: alone },
  public: { prefixes: [198.18.8.0/24], role: resolver } }`,
    clients: '{ berlin: { router: transit, resolver: unbound } }',
  }),
  'internet.yaml',
);
if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
const plan = planLab(parsed.topology);

function filesOf(name: string) {
  const node = plan.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return renderNodeFiles(plan, node);
}

describe('a lab with a root', () => {
  it.each([
    ['root1.fra', ['nsd.conf', 'root.zone']],
    ['tld1.fra', ['nsd.conf', 'test.zone', 'example.zone']],
    ['res1.fra', ['unbound.conf', 'root.hints']],
    ['berlin', ['unbound.conf', 'root.hints']],
  ])('has the files of %s', async (node, names) => {
    const files = filesOf(node).filter(({ path }) => path !== '/etc/resolv.conf');
    expect(files.map(({ path }) => path)).toEqual(names.map((name) => `/etc/anycast-lab/${name}`));
    for (const { path, content } of files)
      await expect(content).toMatchFileSnapshot(`../golden/internet-dns/${node}${path}`);
  });

  it('leads to no other server from the zones themselves', () => {
    const zone = filesOf('ns1.fra').find(({ path }) => path.endsWith('/anycast.test.zone'));
    expect(zone?.content.match(/NS .*/g)).toEqual(['NS      ns-a', 'NS      ns-b']);
  });
});
