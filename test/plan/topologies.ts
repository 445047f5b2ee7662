import type {
  BgpTimers,
  Exchange,
  HealthCheck,
  Link,
  ServerKind,
  Service,
  SiteServer,
  Topology,
} from '../../src/topology/topology.ts';

/** Topologies for tests of plan and render, written as `parseTopology` would return them. */

const FAST: BgpTimers = { keepalive: 1, hold: 3, connectRetry: 1, advertisementInterval: 0 };
const INTERNET: BgpTimers = { keepalive: 60, hold: 180, connectRetry: 10, advertisementInterval: 30 };

const HEALTH: HealthCheck = { interval: 1, fall: 2, rise: 2 };

const DNS: Service = {
  name: 'dns',
  prefixes: [
    { family: 4, prefix: '192.0.2.0/24', address: '192.0.2.1' },
    { family: 6, prefix: '2001:db8::/48', address: '2001:db8::1' },
  ],
  zone: 'anycast.example',
};

/** `count` servers of one kind, for all services of their site. */
function servers(site: string, count: number, kind: ServerKind, services = ['dns']): readonly SiteServer[] {
  return Array.from({ length: count }, (_, index) => ({ name: `ns${index + 1}.${site}`, kind, services }));
}

function transit(from: string, to: string, timers: BgpTimers = FAST): Link {
  return { name: `${from}--${to}`, from, to, relationship: 'transit', timers, bfd: null, policy: {} };
}

function peering(from: string, to: string, timers: BgpTimers = FAST): Link {
  return { name: `${from}--${to}`, from, to, relationship: 'peering', timers, bfd: null, policy: {} };
}

/** Two sites behind one transit network, and one client. */
export const MINIMAL: Topology = {
  name: 'minimal',
  timers: FAST,
  gracefulRestart: false,
  bestpath: 'router-id',
  services: [DNS],
  sites: [
    { name: 'east', services: ['dns'], servers: servers('east', 1, 'nsd'), health: HEALTH, announce: {} },
    { name: 'west', services: ['dns'], servers: servers('west', 1, 'nsd'), health: HEALTH, announce: {} },
  ],
  routers: [{ name: 'transit' }],
  clients: [{ name: 'client', router: 'transit' }],
  links: [transit('east', 'transit'), transit('west', 'transit')],
};

/** What minimal has not: peers, a backbone, two services, all kinds of servers, given ASNs, parallel links. */
export const RICH: Topology = {
  name: 'rich',
  timers: FAST,
  gracefulRestart: false,
  bestpath: 'router-id',
  services: [
    DNS,
    {
      name: 'resolver',
      prefixes: [{ family: 4, prefix: '198.51.100.0/24', address: '198.51.100.53' }],
      zone: 'resolver.example',
    },
  ],
  sites: [
    {
      name: 'fra',
      services: ['resolver', 'dns'],
      servers: servers('fra', 2, 'nsd', ['resolver', 'dns']),
      health: HEALTH,
      announce: {},
    },
    { name: 'nyc', services: ['dns'], servers: servers('nyc', 1, 'bind'), health: null, announce: {} },
    {
      name: 'sin',
      asn: 64496,
      services: ['dns'],
      servers: servers('sin', 7, 'knot'),
      health: HEALTH,
      announce: {},
    },
  ],
  routers: [
    { name: 'eu-transit' },
    { name: 'us-transit' },
    { name: 'as-transit', asn: 64513 },
    { name: 'backbone', asn: 3356 },
    { name: 'a-very-long-router-name' },
  ],
  clients: [
    { name: 'berlin', router: 'eu-transit' },
    { name: 'boston', router: 'us-transit' },
    { name: 'paris', router: 'eu-transit' },
  ],
  links: [
    transit('fra', 'eu-transit'),
    transit('nyc', 'us-transit'),
    { ...transit('nyc', 'us-transit'), name: 'nyc-second' },
    transit('sin', 'as-transit'),
    { ...peering('us-transit', 'eu-transit'), bfd: { interval: 100, multiplier: 4 } },
    transit('eu-transit', 'backbone', INTERNET),
    transit('us-transit', 'backbone', INTERNET),
    transit('as-transit', 'backbone', INTERNET),
    transit('eu-transit', 'a-very-long-router-name'),
  ],
  expect: { catchment: { paris: 'fra', boston: 'nyc', berlin: 'fra' } },
};

/** A network of four routers, one of them a site's edge, with a reflector; a site behind each of two others. */
export const BACKBONE: Topology = {
  name: 'backbone',
  timers: FAST,
  gracefulRestart: false,
  bestpath: 'router-id',
  services: [DNS],
  sites: ['core', 'fra', 'nyc'].map((name) => ({
    name,
    services: ['dns'],
    servers: servers(name, 1, 'nsd'),
    health: HEALTH,
    announce: {},
  })),
  routers: [
    { name: 'west', asn: 64510 },
    { name: 'mid', reflector: true },
    { name: 'east' },
    { name: 'isp' },
  ],
  clients: [{ name: 'boston', router: 'mid' }],
  links: [transit('fra', 'east'), transit('nyc', 'west'), peering('isp', 'west')],
  internalLinks: [
    { name: 'west--mid', from: 'west', to: 'mid', cost: 10 },
    { name: 'mid--east', from: 'mid', to: 'east', cost: 30 },
    { name: 'short-cut', from: 'west', to: 'east', cost: 100 },
    { name: 'core--mid', from: 'core', to: 'mid', cost: 5 },
  ],
};

/** An exchange of which all sessions are alike. */
export function exchange(name: string, members: readonly string[], routeServer: boolean): Exchange {
  const pairs = members.flatMap((a, index) => members.slice(index + 1).map((b) => [a, b] as const));
  const withServer = members.map((member) => [member, `rs.${name}`] as const);
  const sessions = (routeServer ? withServer : pairs).map((ends) => ({
    ends,
    timers: FAST,
    bfd: null,
    policy: {},
  }));
  return { name, members, routeServer, sessions };
}

/** A site and two networks at an exchange with a route server, and a site with the same two at one without. */
export const EXCHANGES: Topology = {
  ...MINIMAL,
  name: 'exchanges',
  routers: [{ name: 'isp' }, { name: 'net' }],
  clients: [{ name: 'client', router: 'net' }],
  links: [],
  exchanges: [
    exchange('small-ix', ['west', 'net', 'isp'], false),
    exchange('big-ix', ['net', 'isp', 'east'], true),
  ],
};

/** A ring of peers with one site: `size` routers of which each is a client's too. */
export function ring(size: number): Topology {
  const name = (index: number) => `r${index % size}`;
  const indices = Array.from({ length: size }, (_, index) => index);
  return {
    name: 'ring',
    timers: FAST,
    gracefulRestart: false,
    bestpath: 'router-id',
    services: [DNS],
    sites: [
      { name: 'site', services: ['dns'], servers: servers('site', 1, 'nsd'), health: HEALTH, announce: {} },
    ],
    routers: indices.map((index) => ({ name: name(index) })),
    clients: indices.map((index) => ({ name: `c${index}`, router: name(index) })),
    links: [transit('site', name(0)), ...indices.map((index) => peering(name(index), name(index + 1)))],
  };
}
