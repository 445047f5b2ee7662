import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { dealOut } from '../../src/render/own-lines.ts';
import { routerConfigurations } from '../../src/render/router-configurations.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** Lines for every daemon of a router that has internal links; `alone` has none, and no BFD. */
const TOPOLOGY = `
sites: { fra: , nyc: }
routers:
  mid:
    frr: |
      ! What goes where
      router bgp
       bgp bestpath as-path ignore
       address-family ipv4 unicast
        redistribute static
       exit-address-family
      router ospf
       redistribute static route-map TO-OSPF
       default-information originate
      !
      ip route 198.51.100.0/24 blackhole
      ip prefix-list STATIC permit 198.51.100.0/24
      route-map TO-OSPF permit 10
       match ip address prefix-list STATIC
       set metric-type type-1
       set src 10.0.0.1
       set community 64500:1 additive
      interface i0
       description to the neighbour
       ip ospf cost 20
       ipv6 ospf6 cost 30
      router ospf6
       area 0 range 2001:db8::/32
      bfd
       profile slow
        transmit-interval 900
      ip protocol ospf route-map TO-OSPF
      ip forwarding
      bgp graceful-shutdown
  east:
  alone: { frr: "router ospf\\n passive-interface default\\n" }
clients: { anna: east }
links: [fra -> mid, nyc -> alone, mid == east, alone -> east]
`;

function configurations(name: string) {
  const parsed = parseTopology(TOPOLOGY, 'own.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  const router = plan.nodes.filter(isRouter).find((each) => each.name === name);
  return router === undefined ? [] : routerConfigurations(plan, router);
}

/** What each daemon gets of some lines. */
const dealt = (...lines: readonly string[]) =>
  Object.fromEntries(
    [...dealOut(lines)].map(([daemon, own]) => [daemon, own.map(({ text }) => text.trim())]),
  );

describe('lines of FRR', () => {
  it.each(configurations('mid').map(({ daemon, content }) => [daemon, content]))(
    'are in what %s reads',
    async (daemon, content) => {
      await expect(content).toMatchFileSnapshot(`../golden/own-lines/${daemon}.conf`);
    },
  );

  it('are for all daemons that a router can have', () => {
    expect(configurations('mid').map(({ daemon }) => daemon)).toEqual([
      ...['bgpd', 'mgmtd', 'zebra', 'ospfd', 'ospf6d', 'bfdd'],
    ]);
  });

  it('start a daemon that the router would do without', () => {
    const files = configurations('alone');
    expect(files.map(({ daemon }) => daemon)).toEqual(['bgpd', 'ospfd']);
    expect(files[1]?.content).toContain('\nrouter ospf\n passive-interface default\n');
  });

  it('say of each line which of the router it is', () => {
    const found = dealOut(['interface i0', ' ip ospf cost 5', ' description x', 'ip route ::/0 blackhole']);
    expect(found.get('ospfd')?.map(({ index }) => index)).toEqual([0, 1]);
    expect(found.get('mgmtd')?.map(({ index }) => index)).toEqual([0, 2, 3]);
  });

  it('go where the line before went, where nobody is known for them, and first to bgpd', () => {
    expect(dealt('neighbour 1', 'router ospf', 'netwrk 1', 'network 10.0.0.0/8 area 0')).toEqual({
      bgpd: ['neighbour 1'],
      ospfd: ['router ospf', 'netwrk 1', 'network 10.0.0.0/8 area 0'],
    });
  });

  it('are bgpd’s to refuse where no router of ours has a daemon for them', () => {
    const isis = ['router isis a', 'net 49.0000.0000.0001.00'];
    expect(dealt('router ospf', ...isis)).toEqual({ ospfd: ['router ospf'], bgpd: isis });
  });

  it('take away what is there too', () => {
    expect(dealt('no router ospf', 'no ip route 10.0.0.0/8 blackhole', 'no bgp community-list 1')).toEqual({
      ospfd: ['no router ospf'],
      mgmtd: ['no ip route 10.0.0.0/8 blackhole'],
      bgpd: ['no bgp community-list 1'],
    });
  });

  it('are at the top again after a block of another daemon', () => {
    const route = 'ip route 198.51.100.0/24 blackhole';
    expect(dealt('vrf red', ` ${route}`, 'router ospf', route)['mgmtd']).toEqual([
      ...['vrf red', route, 'log timestamp precision 6', route],
    ]);
    expect(dealt('vrf red', ` ${route}`, 'ip forwarding')['mgmtd']).toEqual(['vrf red', route]);
  });

  it('of several daemons are for those alone that could use them', () => {
    const list = 'ip prefix-list mine permit 10.0.0.0/8';
    expect(dealt(list)).toEqual({ bgpd: [list] });
    expect(dealt(list, 'router ospf')).toEqual({ bgpd: [list], ospfd: [list, 'router ospf'] });
    // Zebra's are those of mgmtd.
    expect(dealt(list, 'ip import-table 100')['mgmtd']).toEqual([list]);
  });

  it('of a key chain are for OSPF as far as that is there', () => {
    const chain = ['key chain mine', 'key 1', 'key-string t0ps'];
    expect(dealt(...chain, 'router ospf6')).toEqual({ ospf6d: [...chain, 'router ospf6'] });
    expect(dealt(...chain)).toEqual({ ospfd: chain });
  });

  it('of a route-map are for those that know them, and bgpd’s to refuse where nobody does', () => {
    const map = ['route-map x permit 10', ' match tag 1', ' set src 10.0.0.1', ' set weight 5', 'exit'];
    expect(dealt(...map)['bgpd']).toEqual(map.map((line) => line.trim()));
    expect(dealt(...map, 'ip protocol bgp route-map x')).toEqual({
      bgpd: ['route-map x permit 10', 'match tag 1', 'set weight 5', 'exit'],
      mgmtd: [
        ...['route-map x permit 10', 'match tag 1', 'set src 10.0.0.1', 'exit'],
        'ip protocol bgp route-map x',
      ],
    });
  });

  it('of an interface without any are mgmtd’s', () => {
    expect(dealt('interface i0', '!')).toEqual({ mgmtd: ['interface i0', '!'] });
  });
});
