import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import type { PrimaryKind } from '../../src/topology/topology.ts';
import { RICH } from '../plan/topologies.ts';

function filesOf(node: string, kind: PrimaryKind = 'knot'): ReadonlyMap<string, string> {
  const plan = planLab({ ...RICH, primary: { router: 'eu-transit', kind } });
  const found = plan.nodes.find(({ name }) => name === node);
  if (found === undefined) throw new Error(`no ${node}`);
  return new Map(renderNodeFiles(plan, found).map(({ path, content }) => [path, content]));
}

describe('a lab with a primary', () => {
  it.each([
    ['primary', 'knot', 'knot.conf'],
    ['primary', 'bind', 'named.conf'],
    ['ns1.fra', 'knot', 'nsd.conf'],
    ['ns1.nyc', 'knot', 'named.conf'],
    ['ns1.sin', 'knot', 'knot.conf'],
  ] as const)('renders the configuration of %s with a primary of kind %s', async (node, kind, file) => {
    const content = filesOf(node, kind).get(`/etc/anycast-lab/${file}`);
    await expect(content).toMatchFileSnapshot(`../golden/primary/${node}/${file}`);
  });

  it.each([
    ['knot', 'knot.conf'],
    ['bind', 'named.conf'],
  ] as const)('renders how a primary of kind %s signs', async (kind, file) => {
    const services = RICH.services.map((each, index) =>
      index === 0 ? { ...each, dnssec: { validity: 60 } } : each,
    );
    const plan = planLab({ ...RICH, services, primary: { router: 'eu-transit', kind } });
    const [primary] = plan.nodes.filter(({ role }) => role === 'primary');
    const files = primary === undefined ? [] : renderNodeFiles(plan, primary);
    await expect(files[0]?.content).toMatchFileSnapshot(`../golden/primary/signing/${file}`);
  });

  it('has zones at the primary alone, and a mark where the key goes', () => {
    expect([...filesOf('primary').keys()]).toEqual([
      '/etc/anycast-lab/knot.conf',
      '/etc/anycast-lab/tsig.conf',
      '/etc/anycast-lab/keeps-zones',
      '/etc/anycast-lab/anycast.example.zone',
      '/etc/anycast-lab/resolver.example.zone',
    ]);
    expect([...filesOf('ns1.fra').keys()]).toEqual([
      '/etc/anycast-lab/nsd.conf',
      '/etc/anycast-lab/tsig.conf',
    ]);
    for (const node of ['primary', 'ns1.fra', 'ns1.nyc', 'ns1.sin']) {
      expect(filesOf(node).get('/etc/anycast-lab/tsig.conf')).toContain('secret');
      expect(filesOf(node).get('/etc/anycast-lab/tsig.conf')).toContain('{{tsig-secret}}');
    }
    expect(filesOf('primary').get('/etc/anycast-lab/anycast.example.zone')).toMatch(
      /hostmaster 1 5 1 86400 60$/m,
    );
  });
});
