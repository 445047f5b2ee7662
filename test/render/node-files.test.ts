import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { MINIMAL, RICH } from '../plan/topologies.ts';

const plan = planLab(RICH);

function filesOf(name: string, lab = plan) {
  const node = lab.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return renderNodeFiles(lab, node);
}

function contentOf(name: string, path: string, lab = plan) {
  const file = filesOf(name, lab).find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no file ${path} for ${name}`);
  return file.content;
}

describe('renderNodeFiles', () => {
  it.each([
    // A site's edge, and a transit network with customers, peers and providers.
    ['fra', '/etc/frr/frr.conf'],
    ['fra', '/etc/frr/vtysh.conf'],
    ['fra', '/etc/anycast-lab/health.json'],
    ['eu-transit', '/etc/frr/frr.conf'],
    ['eu-transit', '/etc/frr/bfdd.conf'],
    ['ns1.fra', '/etc/anycast-lab/nsd.conf'],
    ['ns1.fra', '/etc/anycast-lab/anycast.example.zone'],
    ['ns1.fra', '/etc/anycast-lab/resolver.example.zone'],
    ['ns1.nyc', '/etc/anycast-lab/named.conf'],
    ['ns1.sin', '/etc/anycast-lab/knot.conf'],
  ])('renders %s%s', async (node, path) => {
    await expect(contentOf(node, path)).toMatchFileSnapshot(`../golden/files/${node}${path}`);
  });

  it('has every file of a node and none for clients', () => {
    const paths = (name: string) => filesOf(name).map(({ path }) => path);
    const frr = ['/etc/frr/frr.conf', '/etc/frr/vtysh.conf'];
    expect(paths('eu-transit')).toEqual([...frr, '/etc/frr/bfdd.conf']);
    expect(paths('backbone')).toEqual(frr);
    expect(paths('fra')).toEqual([...frr, '/etc/anycast-lab/health.json']);
    // A site without health checks.
    expect(paths('nyc')).toEqual(frr);
    expect(paths('ns2.fra')).toEqual([
      '/etc/anycast-lab/nsd.conf',
      '/etc/anycast-lab/anycast.example.zone',
      '/etc/anycast-lab/resolver.example.zone',
    ]);
    expect(paths('paris')).toEqual([]);
  });

  it('renders a router without neighbours, and without policies that nothing uses', () => {
    const alone = planLab({ ...MINIMAL, routers: [...MINIMAL.routers, { name: 'alone' }] });
    const frr = contentOf('alone', '/etc/frr/frr.conf', alone);
    expect(frr).toContain('router bgp 64512\n');
    expect(frr).not.toMatch(/route-map \S+ permit|large-community/);
  });

  it('renders graceful restart and arrival order where the topology asks for them', () => {
    const linesOf = (topology: Topology) =>
      contentOf('east', '/etc/frr/frr.conf', planLab(topology)).split('\n');
    const usual = linesOf(MINIMAL);
    const asked = linesOf({ ...MINIMAL, gracefulRestart: true, bestpath: 'oldest' });
    expect(asked.filter((line) => !usual.includes(line))).toEqual([
      ' bgp graceful-restart',
      ' bgp graceful-restart preserve-fw-state',
    ]);
    expect(usual.filter((line) => !asked.includes(line))).toEqual([
      ' bgp graceful-restart-disable',
      ' bgp bestpath compare-routerid',
    ]);
  });

  it('serves a zone that two services share once, at the addresses of both', () => {
    const [dns, resolver] = RICH.services;
    if (dns === undefined || resolver === undefined) throw new Error('two services');
    const shared = planLab({ ...RICH, services: [dns, { ...resolver, zone: dns.zone }] });
    expect(filesOf('ns1.fra', shared)).toHaveLength(2);
    const zone = contentOf('ns1.fra', '/etc/anycast-lab/anycast.example.zone', shared);
    expect(zone.match(/^ns .*$/gm)?.map((line) => line.split(/ +/).at(-1))).toEqual([
      '192.0.2.1',
      '2001:db8::1',
      '198.51.100.53',
    ]);
  });
});
