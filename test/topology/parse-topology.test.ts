import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { TIMER_PROFILES } from '../../src/topology/timers.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { lab } from './mistakes.ts';

function parse(source: string, file = 'topologies/my.lab.yaml'): Topology {
  const parsed = parseTopology(source, file);
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.topology;
}

describe('parseTopology', () => {
  it('fills in every default', () => {
    expect(parse(lab())).toEqual({
      name: 'my-lab',
      timers: TIMER_PROFILES.fast,
      gracefulRestart: false,
      bestpath: 'router-id',
      services: [
        {
          name: 'dns',
          prefixes: [
            { family: 4, prefix: '192.0.2.0/24', address: '192.0.2.53' },
            { family: 6, prefix: '2001:db8:53::/48', address: '2001:db8:53::53' },
          ],
          zone: 'anycast.test',
        },
      ],
      sites: [
        {
          name: 'fra',
          services: ['dns'],
          servers: [{ name: 'ns1.fra', kind: 'nsd', services: ['dns'] }],
          health: { interval: 1, fall: 2, rise: 2 },
          announce: {},
        },
        {
          name: 'nyc',
          services: ['dns'],
          servers: [{ name: 'ns1.nyc', kind: 'nsd', services: ['dns'] }],
          health: { interval: 1, fall: 2, rise: 2 },
          announce: {},
        },
      ],
      routers: [{ name: 'transit' }],
      clients: [{ name: 'berlin', router: 'transit' }],
      links: [
        {
          name: 'fra--transit',
          from: 'fra',
          to: 'transit',
          relationship: 'transit',
          timers: TIMER_PROFILES.fast,
          bfd: null,
          policy: {},
        },
        {
          name: 'nyc--transit',
          from: 'nyc',
          to: 'transit',
          relationship: 'transit',
          timers: TIMER_PROFILES.fast,
          bfd: null,
          policy: {},
        },
      ],
    });
  });

  it('tells links within networks from those between them, and reads exchanges and shared catchments', () => {
    const topology = parse(`
bfd: { interval: 100 }
bestpath: as-path multipath-relax
ecmp-hash: l3
sites: { fra: , nyc: }
routers: { west: { asn: 64510, route-reflector: true }, east: , isp: }
clients: { berlin: isp }
links:
  - nyc -> isp
  - west==east
  - { link: east == fra, cost: 50, name: slow }
exchanges:
  ix: [fra, isp]
  other-ix: { members: [nyc, isp], route-server: true }
expect: { catchment: { berlin: nyc +fra } }
`);
    expect(topology.links.map(({ name }) => name)).toEqual(['nyc--isp']);
    expect(topology.internalLinks).toEqual([
      { name: 'west--east', from: 'west', to: 'east', cost: 10 },
      { name: 'slow', from: 'east', to: 'fra', cost: 50 },
    ]);
    expect(topology.routers[0]).toEqual({ name: 'west', asn: 64510, reflector: true });
    const usual = { timers: TIMER_PROFILES.fast, bfd: { interval: 100, multiplier: 3 }, policy: {} };
    const sessions = (...all: readonly string[][]) => all.map((ends) => ({ ends, ...usual }));
    expect(topology.exchanges).toEqual([
      { name: 'ix', members: ['fra', 'isp'], routeServer: false, sessions: sessions(['fra', 'isp']) },
      {
        ...{ name: 'other-ix', members: ['nyc', 'isp'], routeServer: true },
        sessions: sessions(['nyc', 'rs.other-ix'], ['isp', 'rs.other-ix']),
      },
    ]);
    expect(topology.expect).toEqual({ catchment: { berlin: 'fra + nyc' } });
    expect(topology.ecmpHash).toBe('l3');
  });

  it('reads what is said of an exchange, of its members, and of two of them, the later on top of the earlier', () => {
    const [ix, other] =
      parse(`
sites: { fra: , nyc: }
routers: { isp: { asn: 64510 } }
clients: { berlin: isp }
exchanges:
  ix:
    timers: datacenter
    ttl-security: true
    members:
      fra: { latency: 5ms, from: { ix: { loss: 1% } } }
      nyc:
      isp:
        policy: { in: { local-pref: 120, deny: [192.0.2.0/25] }, allowas-in: 1 }
        with:
          nyc: { policy: { in: { local-pref: 300 }, maximum-prefix: 9 }, password: s3cret, ttl-security: false }
  other-ix:
    password: 0ther
    route-server: true
    members: { fra: , isp: { policy: none, with: { rs.other-ix: { bfd: true } } } }
`).exchanges ?? [];
    const { datacenter, fast } = TIMER_PROFILES;
    const does = { in: { localPref: 120, deny: ['192.0.2.0/25'] }, out: {}, allowAsIn: 1 };
    expect(ix?.sessions).toEqual([
      { ends: ['fra', 'nyc'], timers: datacenter, bfd: null, ttlSecurity: true, policy: {} },
      { ends: ['fra', 'isp'], timers: datacenter, bfd: null, ttlSecurity: true, policy: { isp: does } },
      {
        ...{ ends: ['nyc', 'isp'], timers: datacenter, bfd: null, password: 's3cret' },
        policy: {
          isp: {
            ...does,
            in: { localPref: 300, deny: ['192.0.2.0/25'] },
            maximumPrefix: { count: 9, warningOnly: false },
          },
        },
      },
    ]);
    expect(ix?.impairments).toEqual({
      fra: { from: { ix: { latency: 5000, loss: 0.01 }, fra: { latency: 5000 } } },
    });
    expect(other?.sessions).toEqual([
      { ends: ['fra', 'rs.other-ix'], timers: fast, bfd: null, password: '0ther', policy: {} },
      {
        ...{ ends: ['isp', 'rs.other-ix'], timers: fast, password: '0ther' },
        bfd: { interval: 300, multiplier: 3 },
        policy: { isp: { in: {}, out: {}, open: true } },
      },
    ]);
    expect(other).not.toHaveProperty('impairments');
  });

  it('reads of two members of an exchange that nothing is done to their routes, whatever is said of all', () => {
    const [ix] =
      parse(`
sites: { fra: , nyc: }
routers: { isp: }
clients: { berlin: isp }
exchanges:
  ix:
    members: { fra: , nyc: , isp: { policy: { out: { deny: [192.0.2.0/25] } }, with: { nyc: { policy: none } } } }
`).exchanges ?? [];
    expect(ix?.sessions?.map(({ ends, policy }) => [ends.join(' '), policy])).toEqual([
      ['fra nyc', {}],
      ['fra isp', { isp: { in: {}, out: { deny: ['192.0.2.0/25'] } } }],
      ['nyc isp', { isp: { in: {}, out: {}, open: true } }],
    ]);
  });

  it('keeps what is given', () => {
    const topology = parse(`
name: given
description: As written
timers: datacenter
health: { interval: 0.5, rise: 3 }
bfd: { interval: 100 }
graceful-restart: true
bestpath: oldest
services:
  dns: { prefixes: ['2001:DB8:0:0::/40', 198.51.100.0/24], addresses: [198.51.100.1], zone: Example.Test. }
  web: { prefixes: [203.0.113.0/24] }
sites:
  fra: { asn: 64500, services: [web], servers: 3, health: { fall: 5 }, announce: { prepend: 2, to: [a] } }
  nyc: { servers: bind, health: none }
  sin: { servers: [knot, bind] }
  waw: { servers: { count: 2 } }
routers: { a: { asn: 64510 }, b: }
clients: { berlin: a, paris: { router: b } }
links:
  - fra->a
  - { link: nyc -> a, name: nyc-a, timers: internet, bfd: false, policy: { a: { in: { local-pref: 90, strip: all } } } }
  - { link: a -- b, timers: { hold: 30 }, bfd: { interval: 50 } }
  - { link: sin -> b, timers: { keepalive: 5, hold: 30, connect-retry: 7, advertisement-interval: 2 } }
  - waw -> b
expect: { catchment: { berlin: fra } }
`);
    expect(topology).toMatchObject({
      name: 'given',
      description: 'As written',
      timers: TIMER_PROFILES.datacenter,
      gracefulRestart: true,
      bestpath: 'oldest',
    });
    expect(topology.services).toEqual([
      {
        name: 'dns',
        prefixes: [
          { family: 4, prefix: '198.51.100.0/24', address: '198.51.100.1' },
          { family: 6, prefix: '2001:db8::/40', address: '2001:db8::53' },
        ],
        zone: 'example.test',
      },
      {
        name: 'web',
        prefixes: [{ family: 4, prefix: '203.0.113.0/24', address: '203.0.113.53' }],
        zone: 'anycast.test',
      },
    ]);
    expect(topology.sites).toEqual([
      {
        name: 'fra',
        asn: 64500,
        services: ['web'],
        servers: [
          { name: 'ns1.fra', kind: 'nsd', services: ['web'] },
          { name: 'ns2.fra', kind: 'nsd', services: ['web'] },
          { name: 'ns3.fra', kind: 'nsd', services: ['web'] },
        ],
        health: { interval: 1, fall: 5, rise: 2 },
        announce: { prepend: 2, to: ['a'] },
      },
      {
        name: 'nyc',
        services: ['dns', 'web'],
        servers: [{ name: 'ns1.nyc', kind: 'bind', services: ['dns', 'web'] }],
        health: null,
        announce: {},
      },
      {
        name: 'sin',
        services: ['dns', 'web'],
        servers: [
          { name: 'ns1.sin', kind: 'knot', services: ['dns', 'web'] },
          { name: 'ns2.sin', kind: 'bind', services: ['dns', 'web'] },
        ],
        health: { interval: 0.5, fall: 2, rise: 3 },
        announce: {},
      },
      {
        name: 'waw',
        services: ['dns', 'web'],
        servers: [
          { name: 'ns1.waw', kind: 'nsd', services: ['dns', 'web'] },
          { name: 'ns2.waw', kind: 'nsd', services: ['dns', 'web'] },
        ],
        health: { interval: 0.5, fall: 2, rise: 3 },
        announce: {},
      },
    ]);
    expect(topology.routers).toEqual([{ name: 'a', asn: 64510 }, { name: 'b' }]);
    expect(topology.clients).toEqual([
      { name: 'berlin', router: 'a' },
      { name: 'paris', router: 'b' },
    ]);
    expect(topology.links.map(({ name, relationship }) => [name, relationship])).toEqual([
      ['fra--a', 'transit'],
      ['nyc-a', 'transit'],
      ['a--b', 'peering'],
      ['sin--b', 'transit'],
      ['waw--b', 'transit'],
    ]);
    expect(topology.links.map(({ timers }) => timers)).toEqual([
      TIMER_PROFILES.datacenter,
      TIMER_PROFILES.internet,
      { keepalive: 10, hold: 30, connectRetry: 1, advertisementInterval: 0 },
      { keepalive: 5, hold: 30, connectRetry: 7, advertisementInterval: 2 },
      TIMER_PROFILES.datacenter,
    ]);
    expect(topology.links[1]?.policy).toEqual({ a: { in: { localPref: 90, strip: 'all' }, out: {} } });
    expect(topology.links.map(({ bfd }) => bfd)).toEqual([
      { interval: 100, multiplier: 3 },
      null,
      { interval: 50, multiplier: 3 },
      { interval: 100, multiplier: 3 },
      { interval: 100, multiplier: 3 },
    ]);
    expect(topology.expect).toEqual({ catchment: { berlin: 'fra' } });
  });

  it('checks health, and neither uses BFD nor graceful restart nor another hash, where nothing is said', () => {
    const topology = parse(lab());
    expect(parse(lab({ 'ecmp-hash': 'l4' }))).toEqual(topology);
    expect(topology).not.toHaveProperty('ecmpHash');
    expect(topology).toMatchObject({ gracefulRestart: false, bestpath: 'router-id' });
    expect(new Set(topology.links.map(({ bfd }) => bfd))).toEqual(new Set([null]));
    for (const { health } of topology.sites) expect(health).toEqual({ interval: 1, fall: 2, rise: 2 });
  });

  it.each([
    [{ health: 'none' }, null, null],
    [
      { health: '{}', bfd: 'true' },
      { interval: 1, fall: 2, rise: 2 },
      { interval: 300, multiplier: 3 },
    ],
    [{ bfd: '{ multiplier: 5 }' }, { interval: 1, fall: 2, rise: 2 }, { interval: 300, multiplier: 5 }],
  ])('reads %j', (changes, health, bfd) => {
    const topology = parse(lab(changes));
    expect(topology.sites[0]?.health).toEqual(health);
    expect(topology.links[0]?.bfd).toEqual(bfd);
  });

  it.each([
    ['/a/b/Three Sites.yaml', 'three-sites'],
    ['C:\\labs\\x.YML', 'x'],
    ['3-sites.yaml', 'sites'],
    ['-', 'lab'],
    [`${'long-'.repeat(10)}.yaml`, 'long-long-long-long-long-long-lo'],
  ])('names a topology in %s %s', (file, name) => {
    expect(parse(lab(), file).name).toBe(name);
  });

  it('reads aliases', () => {
    const source = lab({ sites: '{ fra: &site { servers: 2 }, nyc: *site }' });
    expect(parse(source).sites.map(({ servers }) => servers.length)).toEqual([2, 2]);
  });

  it('reads files with a byte order mark and lines that end in CR LF', () => {
    expect(parse(`\uFEFF${lab().replaceAll('\n', '\r\n')}`)).toEqual(parse(lab()));
  });

  it('takes expectations by IP version and by service, in one form for both', () => {
    const of = (sites: string): unknown =>
      parse(
        lab({
          services:
            '{ dns: { prefixes: [192.0.2.0/24, "2001:db8:53::/48"] }, web: { prefixes: [198.51.100.0/24] } }',
          expect: `{ catchment: { berlin: ${sites} } }`,
        }),
      ).expect?.catchment['berlin'];
    expect(of('fra')).toBe('fra');
    expect(of('{ v4: fra, v6: nyc }')).toEqual([
      { family: 4, site: 'fra' },
      { family: 6, site: 'nyc' },
    ]);
    expect(of('{ dns: { v4: fra, v6: none }, web: nyc }')).toEqual([
      { service: 'dns', family: 4, site: 'fra' },
      { service: 'dns', family: 6, site: 'none' },
      { service: 'web', site: 'nyc' },
    ]);
  });

  it('reads a tie-break of one router, and a link for one IP version', () => {
    const links = '[fra -> transit, { link: nyc -> transit, family: 4 }]';
    const topology = parse(lab({ routers: '{ transit: { bestpath: oldest } }', links }));
    expect(topology.routers).toEqual([{ name: 'transit', bestpath: 'oldest' }]);
    expect(topology.links.map(({ family }) => family)).toEqual([undefined, 4]);
  });

  it('keeps names apart from members of objects', () => {
    const catchment = parse(lab({ expect: '{ catchment: { berlin: fra } }' })).expect?.catchment ?? {};
    expect(catchment['constructor']).toBeUndefined();
  });

  it("leaves the user's own keys at the top level alone, and takes anchors from them", () => {
    const source = `x-site: &site { servers: 3 }\n${lab({ sites: '{ fra: *site, nyc: }' })}`;
    expect(parse(source).sites[0]?.servers).toHaveLength(3);
    const below = parseTopology(lab({ sites: '{ fra: { x-note: 1 }, nyc: }' }), 'f');
    expect('diagnostics' in below && below.diagnostics.map(({ code }) => code)).toEqual(['unknown-key']);
  });
});
