import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { renderFrrConf } from '../../src/render/frr-conf.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

/** Every option of a session once, and a link on which the relationship means nothing. */
const OPTIONS = `
sites:
  fra: { announce: { prepend: 1 }, frr: "ip prefix-list mine permit 192.0.2.0/24" }
  nyc:
routers:
  options:
    frr: |
      router bgp
       bgp bestpath as-path ignore
  open:
  top:
  other:
clients: { anna: options }
links:
  - link: fra -> options
    password: s3cret
    ttl-security: true
    policy:
      fra:
        allowas-in: 1
        out:
          deny: [2001:db8:53::/48+]
          match: [{ community: "64500:9", set: { prepend: 1 } }]
      options:
        maximum-prefix: 20
        in:
          allow: [192.0.2.0/24, 2001:db8::/32+]
          deny: [192.0.2.128/25]
          match:
            - { community: "64500:666", deny: true }
            - { community: "64500:1:70", set: { local-pref: 50, strip: ["64500:1:70"] } }
          do-not-announce-to: [top]
  - { link: nyc -> options, policy: { options: { in: { announce-to: [top, fra] }, maximum-prefix: { count: 5, warning-only: true } } } }
  - options -> top
  - { link: options -- open, policy: none }
  - { link: open -> other, policy: { open: none } }
`;

/** What a session carries, and over what, in each way but the usual one: IPv4 alone, or both over link-local addresses. */
const SESSIONS = `
bestpath: as-path multipath-relax
sites: { fra: , nyc: , sin: }
routers:
  spread:
  first: { bestpath: oldest }
clients: { anna: first }
links:
  - { link: fra -> spread, sessions: unnumbered }
  - { link: nyc -> spread, family: 4 }
  - sin -> spread
  - { link: spread -> first, sessions: unnumbered, bfd: true }
  - { link: nyc -> first, family: 4, password: s3cret }
`;

/** A member with a policy of its own, one that has another for one of the others, and a route server. */
const AT_EXCHANGES = `
sites:
  fra:
  nyc: { asn: 64500 }
routers: { member: , other: }
clients: { anna: member, otto: other }
exchanges:
  ix:
    timers: datacenter
    ttl-security: true
    members:
      fra: { policy: { out: { prepend: 1, match: [{ community: no-export, deny: true }] } } }
      nyc:
      other:
      member:
        policy: { in: { local-pref: 120, do-not-announce-to: [fra] }, maximum-prefix: 20 }
        with:
          nyc:
            policy: { in: { local-pref: 300, announce-to: [other-ix] }, out: { med: 5 } }
            bfd: { interval: 100 }
            password: s3cret
            timers: { hold: 30, advertisement-interval: 2 }
            ttl-security: false
  other-ix:
    route-server: true
    members: { other: , member: { policy: { out: { deny: [192.0.2.0/25] } }, with: { rs.other-ix: { password: 0ther } } } }
`;

function configurations(source: string): ReadonlyMap<string, string> {
  const parsed = parseTopology(source, 'options.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  const plan = planLab(parsed.topology);
  return new Map(plan.nodes.filter(isRouter).map((router) => [router.name, renderFrrConf(plan, router)]));
}

describe('options of sessions', () => {
  const files = configurations(OPTIONS);

  it.each(['fra', 'options', 'open'])('are rendered for %s', async (node) => {
    await expect(files.get(node)).toMatchFileSnapshot(`../golden/options/${node}.conf`);
  });

  // spread uses all paths of one length at once; first keeps the path that came first, and uses no other.
  it.each(['spread', 'first'])(
    'for one IP version, for both at once, and to choose by: rendered for %s',
    async (node) => {
      await expect(configurations(SESSIONS).get(node)).toMatchFileSnapshot(`../golden/options/${node}.conf`);
    },
  );

  it.each(['member', 'nyc', 'rs.other-ix'])(
    'of two who meet at an exchange are rendered for %s',
    async (node) => {
      await expect(configurations(AT_EXCHANGES).get(node)).toMatchFileSnapshot(
        `../golden/options/exchange-${node}.conf`,
      );
    },
  );

  it('keep a route from a neighbour wherever in the network that is met', () => {
    const network = configurations(`
sites: { fra: , nyc: }
routers: { west: , east: , up: , ix-net: }
clients: { anna: east }
links:
  - { link: fra -> west, policy: { west: { in: { do-not-announce-to: [up] } } } }
  - { link: nyc -> west, policy: { west: { in: { announce-to: [up] } } } }
  - west == east
  - east -> up
exchanges: { ix: [east, ix-net] }
`);
    const [west, east] = ['west', 'east'].map((node) => network.get(node));
    const listed = east?.match(/^bgp large-community-list standard not-to--\S+ .*/gm);
    // By the names of the network's neighbours: fra, ix-net, nyc, up.
    expect(listed?.map((line) => line.replace(/^.*(not-to--\S+) .* \d+:1:(\d)$/, '$1 $2'))).toEqual([
      ...['not-to--fra 1', 'not-to--ix-net 2', 'not-to--nyc 3', 'not-to--up 4'],
    ]);
    expect(west).toMatch(/route-map in--fra--west permit 30\n set large-community \d+:1:4 additive/);
    expect(west).toMatch(
      /route-map in--nyc--west permit 30\n set large-community \d+:1:1 \d+:1:2 \d+:1:3 additive/,
    );
    expect(east).toMatch(/route-map out--east--up deny 15\n match large-community not-to--up/);
    expect(east).toMatch(/route-map out--ix--ix-net deny 15\n match large-community not-to--ix-net/);
    expect(west).toMatch(/route-map to-internal permit 20\nexit/);
  });

  it('keep a route from a neighbour where it is met at an exchange, and not over the link to it', () => {
    const at = (named: string) =>
      configurations(`
sites: { fra: , nyc: }
routers: { mid: , isp: }
clients: { anna: isp }
links:
  - { link: fra -> mid, policy: { mid: { in: { do-not-announce-to: [${named}] } } } }
  - { link: nyc -> mid, policy: { mid: { in: { announce-to: [isp] } } } }
  - mid -- isp
exchanges: { ix: [mid, isp] }
`).get('mid');
    const one = at('ix');
    // By neighbour and link: fra, isp at ix, isp over the link, nyc.
    expect(one).toMatch(/route-map in--fra--mid permit 30\n set large-community \d+:1:2 additive/);
    expect(one).toMatch(/route-map in--nyc--mid permit 30\n set large-community \d+:1:1 \d+:1:4 additive/);
    expect(one).toMatch(/route-map out--ix--isp deny 15\n match large-community not-to--isp--ix\n/);
    expect(one).not.toContain('route-map out--mid--isp ');
    const both = at('isp');
    expect(both).toMatch(/route-map in--fra--mid permit 30\n set large-community \d+:1:2 \d+:1:3 additive/);
    expect(both).toMatch(/route-map out--mid--isp deny 15\n match large-community not-to--isp--mid--isp\n/);
    expect(both).toMatch(/route-map out--ix--isp deny 15\n match large-community not-to--isp--ix\n/);
  });

  it('give members of an exchange and its route server roles, and routers of one network none', () => {
    const at = (more: string) => `
sites: { fra: , nyc: }
routers: { isp: , mid: }
clients: { anna: isp }
links: [isp == mid]
exchanges:
  big: { members: [fra, isp], route-server: true }
  small: [nyc, mid]
${more}`;
    const roles = (source: string, node: string) =>
      configurations(source)
        .get(node)
        ?.match(/local-role \S+/g);
    expect(roles(at(''), 'rs.big')).toEqual(Array(4).fill('local-role rs-server'));
    expect(roles(at(''), 'isp')).toEqual(Array(2).fill('local-role rs-client'));
    expect(roles(at(''), 'nyc')).toEqual(Array(2).fill('local-role peer'));
    for (const node of ['rs.big', 'isp', 'nyc']) expect(roles(at('policy: none'), node)).toBeNull();
  });

  it('give each end of a session the role that the other expects', () => {
    const roles = (node: string) => files.get(node)?.match(/local-role \w+/g);
    expect(roles('nyc')).toEqual(['local-role customer', 'local-role customer']);
    expect(roles('top')).toEqual(['local-role provider', 'local-role provider']);
    expect(roles('other')).toEqual(['local-role provider', 'local-role provider']);
    expect(roles('open')).toBeNull();
  });
});
