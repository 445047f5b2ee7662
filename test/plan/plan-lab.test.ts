import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../src/plan/diff-plans.ts';
import type { LabPlan, NodePlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { FAMILIES, type Topology } from '../../src/topology/topology.ts';
import { BACKBONE, EXCHANGES, exchange, MINIMAL, RICH, ring } from './topologies.ts';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The same topology, written in another order. */
function shuffled(topology: Topology): Topology {
  const sites = topology.sites
    .toReversed()
    .map((site) => ({ ...site, services: site.services.toReversed() }));
  const links = topology.links
    .toReversed()
    .map((link) => (link.relationship === 'peering' ? { ...link, from: link.to, to: link.from } : link));
  return {
    ...Object.fromEntries(Object.entries(topology).toReversed()),
    ...topology,
    services: topology.services.toReversed(),
    sites,
    routers: topology.routers.toReversed(),
    clients: topology.clients.toReversed(),
    links,
    ...(topology.exchanges && {
      exchanges: topology.exchanges
        .toReversed()
        .map((exchange) => ({ ...exchange, members: exchange.members.toReversed() })),
    }),
    ...(topology.internalLinks && { internalLinks: topology.internalLinks.toReversed() }),
    ...(topology.expect && {
      expect: { catchment: Object.fromEntries(Object.entries(topology.expect.catchment).toReversed()) },
    }),
  };
}

function nodeOf<Role extends NodePlan['role']>(plan: LabPlan, name: string, role: Role) {
  const node = plan.nodes.find((candidate) => candidate.name === name && candidate.role === role);
  if (node === undefined) throw new Error(`no ${role} ${name}`);
  return node as NodePlan & { readonly role: Role };
}

describe('planLab', () => {
  it('plans the smallest useful lab', async () => {
    await expect(json(planLab(MINIMAL))).toMatchFileSnapshot('../golden/plan/minimal.json');
  });

  it('takes the name of the lab from the caller, and the topology stays what it is', () => {
    const { name, topology } = planLab(MINIMAL, 'other');
    expect({ name, topology }).toEqual({ name: 'other', topology: 'minimal' });
    expect(json({ ...planLab(MINIMAL, 'other'), name: 'minimal' })).toBe(json(planLab(MINIMAL)));
  });

  it.each([MINIMAL, RICH, BACKBONE, EXCHANGES, ring(7)])(
    'does not depend on the order in which $name was written',
    (topology) => {
      expect(json(planLab(shuffled(topology)))).toBe(json(planLab(topology)));
    },
  );

  it('spreads a service over its site’s servers, and sends replies back through the edge', () => {
    const plan = planLab(RICH);
    expect(nodeOf(plan, 'fra', 'edge').routes).toEqual([
      { family: 4, destination: '10.0.1.0/24', via: [] },
      { family: 6, destination: '3fff:0:1::/48', via: [] },
      { family: 4, destination: '192.0.2.0/24', via: ['10.0.1.10', '10.0.1.11'] },
      { family: 6, destination: '2001:db8::/48', via: ['3fff:0:1:1::2', '3fff:0:1:1::3'] },
      { family: 4, destination: '198.51.100.0/24', via: ['10.0.1.10', '10.0.1.11'] },
    ]);
    const server = nodeOf(plan, 'ns2.fra', 'server');
    expect(server.routes).toEqual([
      { family: 4, destination: 'default', via: ['10.0.1.9'] },
      { family: 6, destination: 'default', via: ['3fff:0:1:1::1'] },
    ]);
    expect(server.loopback).toEqual([
      { family: 4, address: '192.0.2.1', length: 32 },
      { family: 6, address: '2001:db8::1', length: 128 },
      { family: 4, address: '198.51.100.53', length: 32 },
    ]);
    expect(nodeOf(plan, 'paris', 'client').routes).toEqual([
      { family: 4, destination: 'default', via: ['10.0.7.8'] },
      { family: 6, destination: 'default', via: ['3fff:0:7:4::a'] },
    ]);
  });

  it('sees a link from both ends: customer and provider, peer and peer', () => {
    const plan = planLab(RICH);
    const seen = (node: string, role: 'edge' | 'router') =>
      nodeOf(plan, node, role)
        .neighbors.filter(({ family }) => family === 4)
        .map((neighbor) => [neighbor.node, neighbor.relationship, neighbor.asn, neighbor.address]);
    expect(seen('fra', 'edge')).toEqual([['eu-transit', 'provider', 64514, '10.0.7.2']]);
    expect(seen('eu-transit', 'router')).toEqual([
      ['a-very-long-router-name', 'provider', 64512, '10.0.4.2'],
      ['backbone', 'provider', 3356, '10.0.6.4'],
      ['fra', 'customer', 64500, '10.0.7.3'],
      ['us-transit', 'peer', 64515, '10.0.7.5'],
    ]);
    const session = plan.sessions.find(({ link, family }) => link === 'nyc-second' && family === 6);
    expect(session?.a.node).toBe('nyc');
  });

  it('joins the routers of a network by OSPF on its links, and by iBGP with its reflector over loopbacks', () => {
    const plan = planLab(BACKBONE);
    const mid = nodeOf(plan, 'mid', 'router');
    expect(mid.igp).toEqual({
      hello: 1,
      dead: 3,
      interfaces: [
        { interface: 'to-core', link: 'core--mid', node: 'core', cost: 5 },
        { interface: 'to-east', link: 'mid--east', node: 'east', cost: 30 },
        { interface: 'to-west', link: 'west--mid', node: 'west', cost: 10 },
      ],
    });
    const internal = (name: string, role: 'edge' | 'router') =>
      nodeOf(plan, name, role).neighbors.filter(({ relationship }) => relationship === 'internal');
    expect(internal('mid', 'router').filter(({ family }) => family === 6)).toMatchObject([
      { node: 'core', asn: 64510, address: '3fff:0:1::1', source: '3fff:0:6::1', reflectorClient: true },
      { node: 'east', asn: 64510, address: '3fff:0:4::1', source: '3fff:0:6::1', reflectorClient: true },
      { node: 'west', asn: 64510, address: '3fff:0:7::1', source: '3fff:0:6::1', reflectorClient: true },
    ]);
    for (const [name, role] of [
      ['core', 'edge'],
      ['east', 'router'],
      ['west', 'router'],
    ] as const) {
      expect(internal(name, role).map(({ node, reflectorClient }) => [node, reflectorClient])).toEqual([
        ['mid', undefined],
        ['mid', undefined],
      ]);
    }
    expect(nodeOf(plan, 'isp', 'router').igp).toBeUndefined();
    expect(plan.links.filter(({ kind }) => kind === 'internal').map(({ prefixes }) => prefixes[4])).toEqual([
      '10.0.1.16/31',
      '10.0.4.4/31',
      '10.0.4.6/31',
      '10.0.6.2/31',
    ]);
  });

  it('joins every router of a network with every other where it has no reflector', () => {
    const routers = BACKBONE.routers.map(({ reflector: _, ...router }) => router);
    const { sessions } = planLab({ ...BACKBONE, routers });
    const pairs = sessions.filter(({ relationship, family }) => relationship === 'internal' && family === 4);
    expect(pairs.map(({ link }) => link)).toEqual([
      'ibgp:core--east',
      'ibgp:core--mid',
      'ibgp:core--west',
      'ibgp:east--mid',
      'ibgp:east--west',
      'ibgp:mid--west',
    ]);
  });

  it.each([
    [
      { keepalive: 3, hold: 9 },
      { hello: 3, dead: 9 },
    ],
    [
      { keepalive: 60, hold: 180 },
      { hello: 10, dead: 40 },
    ],
    [
      { keepalive: 0, hold: 0 },
      { hello: 10, dead: 40 },
    ],
  ])('has OSPF look for neighbours as often as BGP does, or as OSPF by itself (%o)', (timers, igp) => {
    const plan = planLab({ ...BACKBONE, timers: { ...BACKBONE.timers, ...timers } });
    expect(nodeOf(plan, 'west', 'router').igp).toMatchObject(igp);
  });

  it('puts the members of an exchange on a LAN in a network of its own, with sessions between them or with its route server', () => {
    const plan = planLab(EXCHANGES);
    const lans = plan.links.filter(({ kind }) => kind === 'exchange');
    expect(
      lans.map(({ name, prefixes, ports }) => [name, prefixes[4], ports.map(({ node }) => node)]),
    ).toEqual([
      ['big-ix', '10.0.5.8/29', ['east', 'isp', 'net', 'rs.big-ix']],
      ['small-ix', '10.0.6.8/29', ['isp', 'net', 'west']],
    ]);
    const sessions = plan.sessions.filter(({ family }) => family === 6);
    expect(sessions.map(({ link, a, b }) => `${link} ${a.node} ${b.node}`)).toEqual([
      'big-ix east rs.big-ix',
      'big-ix isp rs.big-ix',
      'big-ix net rs.big-ix',
      'small-ix isp net',
      'small-ix isp west',
      'small-ix net west',
    ]);
    const seen = (name: string) =>
      nodeOf(plan, name, 'router')
        .neighbors.filter(({ family }) => family === 4)
        .map(({ node, relationship, routeServer }) => [node, relationship, routeServer]);
    expect(seen('net')).toEqual([
      ['rs.big-ix', 'peer', true],
      ['isp', 'peer', undefined],
      ['west', 'peer', undefined],
    ]);
    expect(seen('rs.big-ix')).toEqual(
      ['east', 'isp', 'net'].map((node) => [node, 'route-server-client', undefined]),
    );
    expect(nodeOf(plan, 'rs.big-ix', 'router')).toMatchObject({
      asn: 64514,
      routerId: '10.0.5.1',
      routes: [],
    });
    expect(plan.nodes.some(({ name }) => name === 'rs.small-ix')).toBe(false);
  });

  it('has no session between two sites of one AS at an exchange', () => {
    const exchanges = [exchange('ix', ['east', 'west', 'isp'], false)];
    const { sessions } = planLab({ ...EXCHANGES, exchanges });
    expect(sessions.filter(({ family }) => family === 4).map(({ a, b }) => [a.node, b.node])).toEqual([
      ['east', 'isp'],
      ['isp', 'west'],
    ]);
  });

  it('gives each link’s timers to both ends', () => {
    const neighbors = nodeOf(planLab(RICH), 'backbone', 'router').neighbors;
    expect(neighbors.map(({ timers }) => timers.hold)).toEqual([180, 180, 180, 180, 180, 180]);
  });

  it('gives each link’s BFD to both ends, and to no other session', () => {
    const plan = planLab(RICH);
    const links = plan.nodes
      .filter(isRouter)
      .flatMap(({ name, neighbors }) =>
        neighbors.flatMap(({ node, family, bfd }) => (bfd ? [{ name, node, family, ...bfd }] : [])),
      );
    expect(links).toEqual(
      [
        { name: 'eu-transit', node: 'us-transit' },
        { name: 'us-transit', node: 'eu-transit' },
      ].flatMap((ends) => [4, 6].map((family) => ({ ...ends, family, interval: 100, multiplier: 4 }))),
    );
  });

  it('checks each server for each prefix, in the order of its route, and only where the site does', () => {
    const plan = planLab(RICH);
    const { health, routes } = nodeOf(plan, 'fra', 'edge');
    expect(health).toMatchObject({ interval: 1, fall: 2, rise: 2 });
    for (const { destination, via } of routes.slice(2)) {
      const checks = health?.checks.filter(({ prefix }) => prefix === destination);
      expect(checks?.map(({ server, address }) => [server, address])).toEqual([
        ['ns1.fra', via[0]],
        ['ns2.fra', via[1]],
      ]);
    }
    expect(health?.checks).toHaveLength(6);
    expect(health?.checks.at(-1)).toMatchObject({ zone: 'resolver.example', prefix: '198.51.100.0/24' });
    expect(nodeOf(plan, 'nyc', 'edge').health).toBeNull();
    expect(nodeOf(plan, 'eu-transit', 'router').health).toBeNull();
  });

  it('tells plans apart by health checks, BFD, graceful restart, best path and hash', () => {
    const [east, west] = MINIMAL.sites as [Topology['sites'][0], Topology['sites'][0]];
    const [link, other] = MINIMAL.links as [Topology['links'][0], Topology['links'][0]];
    const differences = (change: Partial<Topology>) =>
      diffPlans(planLab(MINIMAL), planLab({ ...MINIMAL, ...change }));
    expect(differences({})).toEqual([]);
    expect(differences({ sites: [{ ...east, health: null }, west] })).toEqual(['node east changed']);
    expect(differences({ links: [{ ...link, bfd: { interval: 300, multiplier: 3 } }, other] })).toEqual([
      'node east changed',
      'node transit changed',
    ]);
    expect(differences({ gracefulRestart: true })).toEqual(['graceful restart changed']);
    expect(differences({ bestpath: 'oldest' })).toEqual(['best path changed']);
    expect(differences({ ecmpHash: 'l3' })).toEqual(['ECMP hash changed']);
  });

  describe.each([MINIMAL, RICH, ring(400)])('every plan, as of $name', (topology) => {
    const plan = planLab(topology);
    const interfaces = plan.nodes.flatMap((node) =>
      node.interfaces.map((entry) => ({ ...entry, node: node.name })),
    );

    it('has no address, MAC, bridge or port twice', () => {
      const own = plan.nodes.flatMap((node) => (node.role === 'server' ? [] : node.loopback));
      const addresses = [...own, ...interfaces.flatMap((entry) => entry.addresses)].map(
        ({ address }) => address,
      );
      const fabricNames = plan.links.flatMap(({ bridge, ports }) => [
        bridge,
        ...ports.map(({ port }) => port),
      ]);
      const macs = interfaces.map(({ mac }) => mac);
      for (const list of [addresses, fabricNames, macs]) expect(new Set(list).size).toBe(list.length);
    });

    it('has names that Linux takes, each once in its node', () => {
      for (const node of plan.nodes) {
        const names = node.interfaces.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^[a-z0-9.-]{1,15}$/);
      }
      for (const { mac } of interfaces) expect(mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
      for (const { bridge, ports } of plan.links) {
        expect(bridge).toMatch(/^b[0-9a-f]{10}$/);
        for (const { port } of ports) expect(port).toMatch(/^p[0-9a-f]{10}$/);
      }
    });

    it('has all ends of a link in its subnet, and the subnet in its router’s network', () => {
      const networks = plan.nodes
        .flatMap((node) => ('network' in node ? [node.network] : []))
        .map((network) => ({ 4: ipaddr.parseCIDR(network[4]), 6: ipaddr.parseCIDR(network[6]) }));
      for (const link of plan.links) {
        const ends = interfaces.filter((entry) => entry.link === link.name);
        expect(ends.map(({ node }) => node).toSorted()).toEqual(
          link.ports.map(({ node }) => node).toSorted(),
        );
        for (const family of FAMILIES) {
          const subnet = ipaddr.parseCIDR(link.prefixes[family]);
          for (const { addresses } of ends) {
            const found = addresses.filter((address) => address.family === family);
            expect(found).toHaveLength(1);
            expect(ipaddr.parse(found[0]?.address ?? '').match(subnet)).toBe(true);
            expect(found[0]?.length).toBe(subnet[1]);
          }
          const holding = networks.filter((network) => subnet[0].match(network[family]));
          expect(holding).toHaveLength(1);
        }
      }
    });

    it('has addresses in their canonical text', () => {
      const texts = interfaces.flatMap((entry) => entry.addresses.map(({ address }) => address));
      for (const text of texts) expect(ipaddr.parse(text).toString()).toBe(text);
    });

    it('has networks that do not overlap', () => {
      const ranges = plan.nodes
        .flatMap((node) => ('network' in node ? [ipaddr.parseCIDR(node.network[4])] : []))
        .map(([address, length]) => {
          const start = Number.parseInt(Buffer.from(address.toByteArray()).toString('hex'), 16);
          return { start, end: start + 2 ** (32 - length) };
        })
        .toSorted((a, b) => a.start - b.start);
      for (const [index, { start, end }] of ranges.entries()) {
        expect(start % (end - start)).toBe(0);
        expect(end).toBeLessThanOrEqual(ranges[index + 1]?.start ?? Number.POSITIVE_INFINITY);
      }
    });

    it('has two neighbours for each session, which name each other', () => {
      const neighbors = plan.nodes.flatMap((node) =>
        'neighbors' in node
          ? node.neighbors.map((entry) => [entry.link, entry.family, entry.address, entry.asn])
          : [],
      );
      const ends = plan.sessions.flatMap(({ link, family, a, b }) => [
        [link, family, a.address, a.asn],
        [link, family, b.address, b.asn],
      ]);
      expect(plan.sessions).toHaveLength(2 * topology.links.length);
      expect(neighbors.map(String).toSorted()).toEqual(ends.map(String).toSorted());
    });
  });
});
