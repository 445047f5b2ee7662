import { describe, expect, it } from 'vitest';
import type { HealthPlan, LabPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderNodeFiles } from '../../src/render/node-files.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { BACKBONE, EXCHANGES, MINIMAL, RICH } from '../plan/topologies.ts';

const plan = planLab(RICH);
const backbone = planLab(BACKBONE);
const exchanges = planLab({
  ...EXCHANGES,
  sites: EXCHANGES.sites.map((site) =>
    site.name === 'west' ? { ...site, announce: { to: ['isp'] } } : site,
  ),
});

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

  it.each([
    // A reflector without neighbours in other networks, a border router, and a site's edge within the network.
    ['mid', '/etc/frr/frr.conf'],
    ['mid', '/etc/frr/ospfd.conf'],
    ['mid', '/etc/frr/ospf6d.conf'],
    ['west', '/etc/frr/frr.conf'],
    ['core', '/etc/frr/frr.conf'],
  ])('renders %s%s of a network of several routers', async (node, path) => {
    await expect(contentOf(node, path, backbone)).toMatchFileSnapshot(`../golden/backbone/${node}${path}`);
  });

  it.each(['rs.big-ix', 'isp', 'west'])('renders frr.conf of %s at an exchange', async (node) => {
    const path = '/etc/frr/frr.conf';
    await expect(contentOf(node, path, exchanges)).toMatchFileSnapshot(`../golden/exchanges/${node}${path}`);
  });

  it.each([
    ['client', { kind: 'unbound', cache: true } as const],
    ['forgetful', { kind: 'unbound', cache: false } as const],
    ['impatient', { kind: 'unbound', cache: true, prefersFastest: true } as const],
  ])('renders the resolver of a client (%s)', async (name, resolver) => {
    const lab = planLab({ ...RICH, clients: [{ name, router: 'eu-transit', resolver }] });
    const path = '/etc/anycast-lab/unbound.conf';
    expect(filesOf(name, lab).map((file) => file.path)).toEqual([path, '/etc/resolv.conf']);
    await expect(contentOf(name, path, lab)).toMatchFileSnapshot(`../golden/files/${name}${path}`);
    expect(contentOf(name, '/etc/resolv.conf', lab)).toBe('nameserver 127.0.0.1\n');
  });

  it('renders the resolver of a site, which asks for the zones of the other services', async () => {
    const lab = planLab({
      ...RICH,
      services: RICH.services.map((service) =>
        service.name === 'resolver' ? { ...service, zone: 'anycast.example', role: 'resolver' } : service,
      ),
      sites: RICH.sites.map((site) =>
        site.name === 'fra'
          ? { ...site, servers: [{ name: 'res1.fra', kind: 'unbound', services: ['resolver'] }] }
          : site,
      ),
    });
    const path = '/etc/anycast-lab/unbound.conf';
    expect(filesOf('res1.fra', lab).map((file) => file.path)).toEqual([path]);
    await expect(contentOf('res1.fra', path, lab)).toMatchFileSnapshot(`../golden/files/res1.fra${path}`);
    // What its router asks it is not the zone of anybody else.
    const health = JSON.parse(contentOf('fra', '/etc/anycast-lab/health.json', lab)) as HealthPlan;
    expect(health.checks.filter(({ server }) => server === 'res1.fra').map(({ zone }) => zone)).toEqual([
      'localhost',
    ]);
  });

  it('has every file of a node', () => {
    const paths = (name: string) => filesOf(name).map(({ path }) => path);
    const frr = ['/etc/frr/vtysh.conf', '/etc/frr/frr.conf'];
    expect(paths('eu-transit')).toEqual([...frr, '/etc/frr/bfdd.conf']);
    expect(paths('backbone')).toEqual(frr);
    expect(paths('fra')).toEqual([...frr, '/etc/anycast-lab/health.json']);
    expect(filesOf('mid', backbone).map(({ path }) => path)).toEqual([
      ...frr,
      '/etc/frr/ospfd.conf',
      '/etc/frr/ospf6d.conf',
    ]);
    // A site without health checks.
    expect(paths('nyc')).toEqual(frr);
    expect(paths('ns2.fra')).toEqual([
      '/etc/anycast-lab/nsd.conf',
      '/etc/anycast-lab/anycast.example.zone',
      '/etc/anycast-lab/resolver.example.zone',
    ]);
    expect(paths('paris')).toEqual(['/etc/resolv.conf']);
  });

  it('lets a client without a resolver of its own ask the services, or those that resolve', () => {
    const asked = (lab?: LabPlan) => contentOf('paris', '/etc/resolv.conf', lab).trimEnd().split('\n');
    const resolver = 'nameserver 198.51.100.53';
    expect(asked()).toEqual(['nameserver 192.0.2.1', 'nameserver 2001:db8::1', resolver]);
    const services = RICH.services.map((service) =>
      service.name === 'resolver' ? { ...service, role: 'resolver' as const } : service,
    );
    expect(asked(planLab({ ...RICH, services }))).toEqual([resolver]);
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

  it('uses equal paths at once where the topology asks for it, of OSPF too', () => {
    const spread = planLab({ ...BACKBONE, bestpath: 'as-path multipath-relax' });
    const asked = contentOf('west', '/etc/frr/frr.conf', spread).split('\n');
    const usual = contentOf('west', '/etc/frr/frr.conf', backbone).split('\n');
    expect(asked.filter((line) => !usual.includes(line))).toEqual([
      ' bgp bestpath as-path multipath-relax',
      ...['  maximum-paths 16', '  maximum-paths ibgp 16', '  maximum-paths 16', '  maximum-paths ibgp 16'],
    ]);
    for (const daemon of ['ospfd', 'ospf6d']) {
      expect(contentOf('west', `/etc/frr/${daemon}.conf`, spread)).toContain('\n maximum-paths 16\n');
    }
  });

  it('renders arrival order at the one router that asks for it', () => {
    const linesOf = (name: string) =>
      contentOf(
        name,
        '/etc/frr/frr.conf',
        planLab({
          ...MINIMAL,
          routers: MINIMAL.routers.map((router) => ({ ...router, bestpath: 'oldest' })),
        }),
      );
    expect(linesOf('east')).toContain(' bgp bestpath compare-routerid\n');
    for (const { name } of MINIMAL.routers) expect(linesOf(name)).not.toContain('compare-routerid');
  });

  it('renders no session of an IP version that the link has none for', () => {
    const plan = planLab({ ...MINIMAL, links: MINIMAL.links.map((link) => ({ ...link, family: 4 })) });
    expect(plan.sessions.map(({ family }) => family)).toEqual(MINIMAL.links.map(() => 4));
    expect(contentOf('east', '/etc/frr/frr.conf', plan)).not.toMatch(/neighbor 3fff/);
  });

  it('serves a zone that two services share once, with a name server for each, also where only one of them is', () => {
    const [dns, resolver] = RICH.services;
    if (dns === undefined || resolver === undefined) throw new Error('two services');
    const shared = planLab({ ...RICH, services: [dns, { ...resolver, zone: dns.zone }] });
    expect(filesOf('ns1.fra', shared)).toHaveLength(2);
    for (const server of ['ns1.fra', 'ns1.nyc']) {
      const zone = contentOf(server, '/etc/anycast-lab/anycast.example.zone', shared);
      expect(zone.match(/^(@ +NS|ns).*$/gm)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
        '@ NS ns-dns',
        '@ NS ns-resolver',
        'ns-dns A 192.0.2.1',
        'ns-dns AAAA 2001:db8::1',
        'ns-resolver A 198.51.100.53',
      ]);
    }
  });
});
