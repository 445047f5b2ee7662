import { describe, expect, it } from 'vitest';

import { lab, mistakes, unmark } from '../mistakes.ts';

type Case = readonly [what: string, changes: Readonly<Record<string, string>>, found: readonly string[]];

/** A § stands where a mistake is to be reported; where there is none, at the start of the file. */
function check(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    it.each(cases)('%s', (_what, changes, found) => {
      const { source, places } = unmark(lab(changes));
      expect(mistakes(source)).toEqual(found.map((code, index) => `${places[index] ?? '1:1'} ${code}`));
    });
  });
}

const service = (text: string) => ({ services: `{ dns: ${text} }` });

describe('a sound lab', () => {
  it('has no mistakes', () => {
    expect(mistakes(lab())).toEqual([]);
  });
});

check('names', [
  ['capital letters', { name: '§My_Lab' }, ['bad-name']],
  ['33 characters', { name: `§${'a'.repeat(33)}` }, ['bad-name']],
  ['32 characters are fine', { name: 'a'.repeat(32) }, []],
  ['a hyphen last', { name: '§lab-' }, ['bad-name']],
  ['a digit first', { clients: '{ §1e3: transit }' }, ['bad-name']],
  ['words that YAML 1.1 took for truth values', { clients: '{ no: transit, on: transit }' }, []],
  ['words that YAML 1.2 takes for values', { clients: '{ null: transit, true: transit }' }, []],
  [
    'words that YAML takes for values, quoted',
    {
      routers: '{ transit: , true: }',
      clients: '{ berlin: "true" }',
      links: '[fra -> transit, nyc -> transit, true -> transit]',
    },
    [],
  ],
  [
    'names of object members',
    { clients: '{ constructor: transit }', expect: '{ catchment: { constructor: fra } }' },
    [],
  ],
  ['a date', { clients: '{ §2024-01-01: transit }' }, ['bad-name']],
  ['a shell command', { clients: '{ §"$(reboot)": transit }' }, ['bad-name']],
  ['a control character', { clients: '{ §"a\\u001b[2J": transit }' }, ['bad-name']],
  [
    'a path',
    { routers: '{ transit: , §../x: }', links: '[fra -> transit, nyc -> transit, ../x -> transit]' },
    ['bad-name'],
  ],
  ['a service', { services: '{ §d_s: { prefixes: [192.0.2.0/24] } }' }, ['bad-name']],
  ['a link', { links: '[fra -> transit, { link: nyc -> transit, name: §a b }]' }, ['bad-link-name']],
  [
    'a node of each kind with one name',
    { clients: '{ §transit: transit, §fra: transit }' },
    ['duplicate-name', 'duplicate-name'],
  ],
]);

check('references', [
  ['a link to nobody', { links: '[fra -> §transt, nyc -> transit]' }, ['unknown-name']],
  [
    'a link to a client',
    { links: '[fra -> transit, nyc -> transit, §berlin -> transit]' },
    ['client-on-link'],
  ],
  ['a client at nobody', { clients: '{ berlin: §tarnsit }' }, ['unknown-name']],
  ['a client at a site', { clients: '{ berlin: { router: §fra } }' }, ['client-attachment']],
  ['a client at a client', { clients: '{ paris: transit, berlin: §paris }' }, ['client-attachment']],
  [
    'a policy of who is not at the link',
    {
      links:
        '[{ link: fra -> transit, policy: { §nyc: { out: { med: 1 } }, transit: { in: { weight: 1 } } } }, nyc -> transit]',
    },
    ['unknown-name'],
  ],
  [
    'an announcement to who has no link to the site',
    { sites: '{ fra: { announce: { to: [transit, §nyc] } }, nyc: }' },
    ['unknown-name'],
  ],
  [
    'sites that announce to nobody',
    {
      sites: '{ fra: { announce: { to: [] } }, nyc: { announce: { to: [] } } }',
      clients: '{ §berlin: transit }',
    },
    ['client-unreachable'],
  ],
  [
    'communities that are none',
    { sites: '{ fra: { announce: { communities: [§70000:1, 1:2:3, no-export, §x] } }, nyc: }' },
    ['wrong-value', 'wrong-value'],
  ],
  ['a service that is not there', { sites: '{ fra: { services: [§dsn] }, nyc: }' }, ['unknown-name']],
  [
    'expectations of nobody',
    { expect: '{ catchment: { §paris: fra, berlin: §sin } }' },
    ['unknown-name', 'unknown-name'],
  ],
]);

check('prefixes', [
  ['no prefix', service('{ prefixes: [§192.0.2.0] }'), ['bad-prefix']],
  ['an octal prefix', service('{ prefixes: [§0300.0.2.0/24] }'), ['bad-prefix']],
  ['a length of 33', service('{ prefixes: [§192.0.2.0/33] }'), ['bad-prefix']],
  [
    'host bits',
    service("{ prefixes: [§192.0.2.1/24, §'2001:db8::1/48'] }"),
    ['prefix-host-bits', 'prefix-host-bits'],
  ],
  [
    'too small',
    service("{ prefixes: [§192.0.2.0/25, §'2001:db8::/49'] }"),
    ['prefix-too-long', 'prefix-too-long'],
  ],
  [
    "the plan's ranges",
    service("{ prefixes: [§10.9.0.0/16, §'3fff:1::/32'] }"),
    ['prefix-reserved', 'prefix-reserved'],
  ],
  ['everything', service("{ prefixes: [§0.0.0.0/0, §'::/0'] }"), ['prefix-reserved', 'prefix-reserved']],
  ['loopback', service("{ prefixes: [§127.0.0.0/24, §'::/48'] }"), ['prefix-reserved', 'prefix-reserved']],
  [
    'link-local',
    service("{ prefixes: [§169.254.1.0/24, §'fe80::/48'] }"),
    ['prefix-reserved', 'prefix-reserved'],
  ],
  [
    'multicast',
    service("{ prefixes: [§224.0.0.0/24, §'ff02::/48'] }"),
    ['prefix-reserved', 'prefix-reserved'],
  ],
  ['two of one family', service('{ prefixes: [192.0.2.0/24, §198.51.100.0/24] }'), ['prefix-family-twice']],
  ['private ranges are fine', service("{ prefixes: [192.168.0.0/16, 'fd00::/32'] }"), []],
  [
    'overlap between services',
    { services: '{ a: { prefixes: [192.0.0.0/16] }, b: { prefixes: [§192.0.2.0/24] } }' },
    ['prefix-overlap'],
  ],
]);

check('service addresses', [
  ['no address', service('{ prefixes: [192.0.2.0/24], addresses: [§192.0.2] }'), ['bad-address']],
  ['outside', service('{ prefixes: [192.0.2.0/24], addresses: [§192.0.3.1] }'), ['address-outside']],
  [
    'of the other family',
    service("{ prefixes: [192.0.2.0/24], addresses: [§'2001:db8::1'] }"),
    ['address-outside'],
  ],
  [
    'two in one prefix',
    service('{ prefixes: [192.0.2.0/24], addresses: [192.0.2.1, §192.0.2.1] }'),
    ['address-family-twice'],
  ],
  [
    'with a zone index',
    service("{ prefixes: ['2001:db8::/48'], addresses: [§'2001:db8::1%eth0'] }"),
    ['bad-address'],
  ],
]);

check('zones', [
  ['spaces', service('{ prefixes: [192.0.2.0/24], zone: §a b }'), ['bad-zone']],
  ['an empty label', service('{ prefixes: [192.0.2.0/24], zone: §a..b }'), ['bad-zone']],
  ['a label of 64', service(`{ prefixes: [192.0.2.0/24], zone: §${'a'.repeat(64)}.test }`), ['bad-zone']],
  ['a name of 181', service(`{ prefixes: [192.0.2.0/24], zone: §${'abcd.'.repeat(36)}b }`), ['bad-zone']],
  [
    'a configuration directive',
    service('{ prefixes: [192.0.2.0/24], zone: §"x\\"; include \\"/etc/passwd" }'),
    ['bad-zone'],
  ],
  ['a final dot is fine', service('{ prefixes: [192.0.2.0/24], zone: anycast.test. }'), []],
]);

check('resolvers', [
  [
    'a zone of its own',
    {
      services:
        '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver, zone: §a.test } }',
    },
    ['role-zone'],
  ],
  [
    'nothing to resolve',
    { services: '{ §res: { prefixes: [198.51.100.0/24], role: resolver } }' },
    ['no-other-zone'],
  ],
  [
    'a resolver in the AS of all sites that have the zone',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites: '{ fra: { services: [dns] }, §nyc: { services: [res] } }',
    },
    ['resolver-cut-off'],
  ],
  [
    'or in the AS of the root',
    {
      'internet-dns': 'true',
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites: '{ fra: { services: [root, tld] }, §nyc: { services: [dns, res] } }',
    },
    ['resolver-cut-off'],
  ],
  [
    'an AS of its own will do',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites: '{ fra: { services: [dns] }, nyc: { services: [res], asn: 64510 } }',
    },
    [],
  ],
  [
    'so will routes that are let in',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites: '{ fra: { services: [dns] }, nyc: { services: [res] } }',
      links:
        '[{ link: fra -> transit, policy: { fra: { allowas-in: 1 } } }, { link: nyc -> transit, policy: { nyc: { allowas-in: 1 } } }]',
    },
    [],
  ],
  [
    'a zone of a root',
    {
      'internet-dns': 'true',
      services: '{ dns: { prefixes: [192.0.2.0/24] }, root: { prefixes: [198.51.100.0/24], zone: §. } }',
    },
    ['role-zone'],
  ],
  [
    'nothing to lead to',
    { 'internet-dns': 'true', services: '{ §root: { prefixes: [198.51.100.0/24] } }' },
    ['no-other-zone'],
  ],
  [
    'a zone that is a top-level domain for others',
    {
      'internet-dns': 'true',
      services:
        '{ a: { prefixes: [192.0.2.0/24], zone: a.lab }, b: { prefixes: [198.51.100.0/24], zone: §Lab. } }',
    },
    ['zone-is-tld'],
  ],
  [
    'a root that no site announces',
    { 'internet-dns': '§true', sites: '{ fra: { services: [dns, tld] }, nyc: { services: [dns, tld] } }' },
    ['service-unannounced'],
  ],
  [
    'a signed zone of a resolver',
    {
      primary: '{ router: transit }',
      services:
        '{ dns: { prefixes: [192.0.2.0/24] }, §res: { prefixes: [198.51.100.0/24], role: resolver, dnssec: true } }',
    },
    ['role-dnssec'],
  ],
  [
    'a balancer before the root and others',
    {
      'internet-dns': 'true',
      sites: '{ §fra: { balancer: dnsdist }, nyc: { services: [dns], balancer: dnsdist } }',
    },
    ['balancer-before-role'],
  ],
  [
    'what servers behind a balancer cannot do for a client',
    {
      sites:
        '{ §§fra: { balancer: dnsdist, servers: { tls: true, rate-limit: 5 } }, nyc: { balancer: dnsdist, servers: { cpu: 0.1 } } }',
    },
    ['balancer-before-limits', 'balancer-before-limits'],
  ],
  [
    'TLS at services whose servers do not have it from there',
    {
      'internet-dns': 'true',
      services:
        '{ §dns: { prefixes: [192.0.2.0/24], tls: true }, §root: { prefixes: [198.51.100.0/24], tls: true }, res: { prefixes: [203.0.113.0/24], role: resolver, tls: true }, more: { prefixes: [192.88.99.0/24], tls: false } }',
    },
    ['tls-of-service', 'tls-of-service'],
  ],
  [
    'a name to check for that is too long with its zone',
    {
      health: `{ query: { name: ${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)} } }`,
      services: `{ dns: { prefixes: [192.0.2.0/24], zone: ${'d'.repeat(60)}.${'e'.repeat(30)} } }`,
      sites: '{ §fra: , nyc: { health: { query: { name: www } } } }',
    },
    ['health-name-long'],
  ],
  [
    'a question to the root and others',
    {
      'internet-dns': 'true',
      health: '{ query: { name: www.anycast.test., type: A }, expect: { answer: 203.0.113.80 } }',
      sites: '{ §fra: , nyc: { services: [dns] } }',
    },
    ['health-of-role'],
  ],
  [
    'a name that a resolver does not know in which zone to ask for',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites:
        '{ §fra: { health: { query: { name: www } } }, nyc: { health: { query: { name: www.anycast.test. } } } }',
    },
    ['health-of-role'],
  ],
  [
    'a zone that the primary is to confirm to a resolver',
    {
      primary: '{ router: transit }',
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites: '{ §fra: { health: { max-stale: 30s } }, nyc: }',
    },
    ['health-of-role'],
  ],
  [
    'a delegation to a resolver',
    {
      services:
        '{ dns: { prefixes: [192.0.2.0/24], zones: [{ name: test, delegate: { anycast: §res } }] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
    },
    ['not-its-zone'],
  ],
  [
    'one more zone of a service that is a top-level domain for others',
    {
      'internet-dns': 'true',
      services: '{ a: { prefixes: [192.0.2.0/24], zones: [a.lab, §lab] } }',
    },
    ['zone-is-tld'],
  ],
  [
    'sites that hear of each other to be the last to stay',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
      sites:
        '{ fra: { services: [dns] }, nyc: { services: [res], health: { when-all-fail: last-site-stays } } }',
    },
    [],
  ],
  [
    'a zone to resolve is enough',
    {
      services: '{ dns: { prefixes: [192.0.2.0/24] }, res: { prefixes: [198.51.100.0/24], role: resolver } }',
    },
    [],
  ],
]);

check('announcements', [
  [
    'a service nobody announces',
    {
      sites: '{ fra: { services: [a] }, nyc: { services: [a] } }',
      services: '{ a: { prefixes: [192.0.2.0/24] }, §b: { prefixes: [198.51.100.0/24] } }',
    },
    ['service-unannounced'],
  ],
  ['a silent site', { sites: '{ fra: , §nyc: { services: [] } }' }, ['site-announces-nothing']],
  ['a service twice', { sites: '{ fra: , nyc: { services: [dns, §dns] } }' }, ['service-twice']],
  [
    'a silent site that is expected to answer',
    { sites: '{ fra: , §nyc: { services: [] } }', expect: '{ catchment: { berlin: §nyc } }' },
    ['site-announces-nothing', 'expected-site-silent'],
  ],
  ['no site at all', { sites: '{}', links: '[]', routers: '{}', clients: '{}' }, ['no-site']],
]);

check('ASNs', [
  ['0', { routers: '{ transit: { asn: §0 } }' }, ['wrong-value']],
  ['4294967295', { routers: '{ transit: { asn: §4294967295 } }' }, ['wrong-value']],
  ['a huge one', { routers: '{ transit: { asn: §1e99 } }' }, ['wrong-value']],
  ['dotted notation', { routers: '{ transit: { asn: §1.10 } }' }, ['wrong-value']],
  ['AS_TRANS', { routers: '{ transit: { asn: §23456 } }' }, ['asn-reserved']],
  ['the last of two octets', { sites: '{ fra: { asn: §65535 }, nyc: }' }, ['asn-reserved']],
  [
    'of another router',
    {
      routers: '{ transit: { asn: 64510 }, x: { asn: §64510 } }',
      links: '[fra -> transit, nyc -> transit, x -> transit]',
    },
    ['asn-clash'],
  ],
  [
    'of a site',
    { sites: '{ fra: { asn: 64510 }, nyc: }', routers: '{ transit: { asn: §64510 } }' },
    ['asn-clash'],
  ],
  ['sites may share one', { sites: '{ fra: { asn: 64510 }, nyc: { asn: 64510 } }' }, []],
]);

check('timers', [
  ['a hold time of 1 s', { timers: '§{ keepalive: 0, hold: 1 }' }, ['hold-too-short']],
  ['a hold time of 2 s', { timers: '§{ hold: 2 }' }, ['hold-too-short']],
  ['no hold time', { timers: '{ hold: 0 }' }, []],
  ['a keepalive of the hold time', { timers: '§{ keepalive: 9, hold: 9 }' }, ['keepalive-too-long']],
  ['a keepalive of more than a third', { timers: '{ keepalive: 8, hold: 9 }' }, []],
  ['never a keepalive', { timers: '§{ keepalive: 0, hold: 9 }' }, ['keepalive-never']],
  [
    'those of a link',
    { links: '[fra -> transit, { link: nyc -> transit, timers: §{ hold: 2 } }]' },
    ['hold-too-short'],
  ],
]);

check('links', [
  [
    'a link to itself',
    { links: '[fra -> transit, nyc -> transit, §transit -- transit]' },
    ['link-to-itself'],
  ],
  ['the same twice', { links: '[fra -> transit, nyc -> transit, §nyc -> transit]' }, ['duplicate-link']],
  [
    'the same pair with another relationship',
    { links: '[fra -> transit, nyc -> transit, §transit -- nyc]' },
    ['duplicate-link'],
  ],
  [
    'the same name',
    { links: '[fra -> transit, { link: nyc -> transit, name: §fra--transit }]' },
    ['duplicate-link-name'],
  ],
  [
    'two with a name for one',
    { links: '[fra -> transit, nyc -> transit, { link: nyc -> transit, name: nyc-b }]' },
    [],
  ],
  ['sites of one AS', { links: '[fra -> transit, nyc -> transit, §fra -- nyc]' }, ['link-same-asn']],
  [
    'sites of two ASes',
    { sites: '{ fra: { asn: 64500 }, nyc: }', links: '[fra -> transit, nyc -> transit, §fra -- nyc]' },
    [],
  ],
  ['a router without', { routers: '{ transit: , §x: }' }, ['no-link']],
  ['a site without', { sites: '{ fra: , §nyc: }', links: '[fra -> transit]' }, ['no-link']],
]);

const link = (text: string) => ({ links: `[{ link: fra -> transit, ${text} }, nyc -> transit]` });
const berlin = (text: string) => ({ clients: `{ berlin: { router: transit, ${text} } }` });

check('impairments', [
  ['everything at once', link('latency: 20ms, jitter: 500us, loss: 0.1%, rate: 10mbit, mtu: 1400'), []],
  ['one way only', link('from: { transit: { latency: 1.5s } }'), []],
  ['of a client', berlin('latency: 5ms, from: { berlin: { rate: 1gbit } }'), []],
  ['a time without a unit', link('latency: §20'), ['wrong-value']],
  ['a time that is none', link('latency: §20min'), ['wrong-value']],
  ['a time beyond the Moon', link('latency: §11s'), ['wrong-value']],
  ['a share without its sign', link('loss: §0.01'), ['wrong-value']],
  ['more than all', link('loss: §101%'), ['wrong-value']],
  ['a rate in bytes', link('rate: §10MB'), ['wrong-value']],
  ['an MTU too small for IPv6', link('mtu: §1279'), ['wrong-value']],
  ['an MTU one way', link('from: { fra: { §mtu: 1400 } }'), ['unknown-key']],
  ['a stranger as an end', link('from: { §nyc: { loss: 1% } }'), ['unknown-name']],
  ['a stranger as an end of a client', berlin('from: { §fra: { loss: 1% } }'), ['unknown-name']],
  ['jitter beyond the latency', link('latency: 5ms, jitter: §6ms'), ['jitter-too-large']],
  ['jitter without latency', link('jitter: §1ms'), ['jitter-too-large']],
  [
    'jitter that one way has no latency for',
    link('latency: 5ms, jitter: §3ms, from: { fra: { latency: 2ms } }'),
    ['jitter-too-large'],
  ],
  [
    'jitter that both ways bring a latency for',
    link('jitter: 1ms, from: { fra: { latency: 2ms }, transit: { latency: 3ms } }'),
    [],
  ],
]);

const places = (latency: string, nyc = 'at: new-york', more: Readonly<Record<string, string>> = {}) => ({
  sites: `{ fra: { at: [50.1, 8.7] }, nyc: { ${nyc} } }`,
  routers: '{ transit: { at: London } }',
  links: `[{ link: fra -> transit, latency: ${latency} }, { link: nyc -> transit, latency: ${latency} }]`,
  ...more,
});

check('places', [
  ['cities and coordinates', places('distance'), []],
  ['a city that is misspelt', places('distance', 'at: §new-yrok'), ['unknown-city']],
  ['a place with one number', places('distance', 'at: §[50.1]'), ['wrong-value']],
  ['a place beyond the pole', places('distance', 'at: §[91, 8.7]'), ['wrong-value']],
  [
    'a distance to nowhere',
    {
      ...places('20ms', ''),
      links: '[{ link: fra -> transit, latency: distance }, { link: nyc -> transit, latency: §distance }]',
    },
    ['no-place'],
  ],
  ['nobody wants to know how far it is', places('20ms', ''), []],
  ['all links, and one that says otherwise', { ...places('20ms', ''), latency: 'distance' }, []],
  [
    'all links, to nowhere',
    {
      sites: '{ fra: { at: frankfurt }, §nyc: }',
      routers: '{ transit: { at: london } }',
      links: '[fra -> transit, nyc -> transit]',
      latency: 'distance',
    },
    ['no-place'],
  ],
  ['a client that is where its router is', places('distance', 'at: boston', { latency: 'distance' }), []],
  [
    'a client from nowhere',
    { ...places('20ms'), clients: '{ berlin: { router: transit, latency: §distance } }' },
    ['no-place'],
  ],
  ['jitter beyond a distance', places('distance, jitter: §100ms'), ['jitter-too-large', 'jitter-too-large']],
]);

const NETWORK = {
  routers: '{ west: { asn: 64510 }, east: }',
  links: '[fra -> west, nyc -> east, west == east]',
  clients: '{ berlin: east }',
};

check('networks of several routers', [
  ['joined by a link', NETWORK, []],
  [
    'joined by a chain of links, by the ASN that one of them gives',
    {
      ...NETWORK,
      routers: '{ west: , mid: , east: { asn: 64510 } }',
      links: '[fra -> west, nyc -> east, west == mid, { link: mid == east, cost: 30, name: long-way }]',
    },
    [],
  ],
  [
    'of two ASNs',
    { ...NETWORK, routers: '{ west: { asn: 64510 }, east: { asn: §64511 } }' },
    ['network-asns'],
  ],
  [
    'in two parts',
    {
      ...NETWORK,
      routers: '{ west: { asn: 64510 }, mid: , east: { asn: §64510 } }',
      links: '[fra -> west, nyc -> east, west == mid, east -> mid]',
    },
    ['asn-clash'],
  ],
  [
    'a site of the network, and others of its ASN elsewhere',
    {
      sites: '{ fra: { asn: 64510 }, nyc: { asn: 64510 } }',
      routers: '{ west: { asn: 64510 }, isp: }',
      links: '[fra == west, nyc -> isp, west -> isp]',
      clients: '{ berlin: isp }',
    },
    [],
  ],
  [
    'a link to itself',
    { ...NETWORK, links: '[fra -> west, nyc -> east, west == east, §west == west]' },
    ['link-to-itself'],
  ],
  [
    'the same link twice',
    { ...NETWORK, links: '[fra -> west, nyc -> east, west == east, §east == west]' },
    ['duplicate-link'],
  ],
  [
    'eBGP inside',
    {
      ...NETWORK,
      routers: '{ west: , mid: , east: }',
      links: '[fra -> west, nyc -> east, west == mid, mid == east, §east -> west]',
    },
    ['link-same-asn'],
  ],
  [
    'eBGP between a network and a site of its ASN elsewhere',
    {
      sites: '{ fra: { asn: 64510 }, nyc: { asn: 64510 } }',
      routers: '{ west: , isp: }',
      links: '[fra == west, §nyc -> west, west -> isp, nyc -> isp]',
      clients: '{ berlin: isp }',
    },
    ['link-same-asn'],
  ],
  [
    'an announcement that only the network hears',
    {
      sites:
        '{ fra: { announce: { §prepend: 2, prefixes: [192.0.2.0/25], §communities: [64500:1] } }, nyc: }',
      links: '[fra == west, nyc -> east, west == east]',
      routers: '{ west: , east: }',
      clients: '{ berlin: east }',
    },
    ['announced-inside', 'announced-inside'],
  ],
  [
    'an announcement of a site in a network that others hear too',
    {
      sites: '{ fra: { announce: { prepend: 2 } }, nyc: }',
      links: '[fra == west, fra -> isp, nyc -> east, west == east]',
      routers: '{ west: , east: , isp: }',
      clients: '{ berlin: east }',
    },
    [],
  ],
  [
    'a cost between networks',
    { ...NETWORK, links: '[{ link: fra -> west, §cost: 5 }, nyc -> east, west == east]' },
    ['link-key'],
  ],
  [
    'a cost of 0',
    { ...NETWORK, links: '[fra -> west, nyc -> east, { link: west == east, cost: §0 }]' },
    ['wrong-value'],
  ],
  [
    'what only sessions have',
    {
      ...NETWORK,
      links:
        '[fra -> west, nyc -> east, { link: west == east, §timers: fast, §bfd: true, §policy: { west: { in: { med: 1 } } } }]',
    },
    ['link-key', 'link-key', 'link-key'],
  ],
  ['a reflector by itself', { routers: '{ §transit: { route-reflector: true } }' }, ['lone-reflector']],
  [
    'a circle of customers and providers through the network',
    {
      routers: '{ west: , east: , up: }',
      links: '[fra -> west, nyc -> east, west == east, §west -> up, up -> east]',
      clients: '{ berlin: up }',
    },
    ['provider-loop'],
  ],
  [
    'a client that is reached through the network',
    {
      ...NETWORK,
      routers: '{ west: , east: , isp: }',
      links: '[fra -> west, nyc -> west, west == east, isp -> east]',
      clients: '{ berlin: isp }',
    },
    [],
  ],
  [
    'a client behind a peer of a peer of the network',
    {
      ...NETWORK,
      routers: '{ west: , east: , mid: , isp: }',
      links: '[fra -> west, nyc -> west, west == east, mid -- east, isp -- mid]',
      clients: '{ §berlin: isp }',
    },
    ['client-unreachable'],
  ],
  [
    'a site that announces to its own network only',
    {
      sites: '{ fra: { announce: { to: [§west] } }, nyc: }',
      routers: '{ west: , isp: }',
      links: '[fra == west, nyc -> west, isp -> west]',
      clients: '{ berlin: isp }',
    },
    ['unknown-name'],
  ],
]);

const EXCHANGE = {
  routers: '{ isp: }',
  links: '[]',
  clients: '{ berlin: isp }',
  exchanges: '{ ix: [fra, nyc, isp] }',
};

check('exchanges', [
  ['where all are peers', EXCHANGE, []],
  [
    'with a route server',
    { ...EXCHANGE, exchanges: '{ ix: { members: [fra, nyc, isp], route-server: true } }' },
    [],
  ],
  ['of one', { ...EXCHANGE, exchanges: '{ ix: §[isp] }' }, ['wrong-value']],
  ['a member twice', { ...EXCHANGE, exchanges: '{ ix: [fra, nyc, isp, §fra] }' }, ['member-twice']],
  [
    'a member that is not there',
    { ...EXCHANGE, exchanges: '{ ix: [fra, nyc, isp, §ips] }' },
    ['unknown-name'],
  ],
  [
    'a client as a member',
    { ...EXCHANGE, exchanges: '{ ix: [fra, nyc, isp, §berlin] }' },
    ['client-on-link'],
  ],
  ['capital letters', { ...EXCHANGE, exchanges: '{ §IX: [fra, nyc, isp] }' }, ['bad-name']],
  [
    'the name of a link',
    { ...EXCHANGE, links: '[{ link: fra -> isp, name: ix }]', exchanges: '{ §ix: [fra, nyc, isp] }' },
    ['duplicate-link-name'],
  ],
  [
    'the name of a node',
    { ...EXCHANGE, exchanges: '{ §isp: [fra, nyc, isp], §fra: [nyc, isp], §berlin: [fra, isp] }' },
    ['duplicate-name', 'duplicate-name', 'duplicate-name'],
  ],
  [
    'members of one AS',
    { ...EXCHANGE, exchanges: '{ ix: [fra, nyc, isp], §lan: [fra, nyc] }' },
    ['exchange-one-as'],
  ],
  [
    'members of one network, at a route server',
    {
      ...EXCHANGE,
      routers: '{ isp: , west: , east: }',
      links: '[west == east, isp -> east]',
      exchanges: '{ ix: [fra, nyc, isp], §lan: { members: [west, east], route-server: true } }',
    },
    ['exchange-one-as'],
  ],
  [
    'sites that announce at it, or to one member of it',
    {
      ...EXCHANGE,
      sites: '{ fra: { announce: { to: [ix] } }, nyc: { announce: { to: [isp] } } }',
    },
    [],
  ],
  [
    'a site that announces to one member through a route server',
    {
      ...EXCHANGE,
      sites: '{ fra: , nyc: { announce: { to: [§isp] } } }',
      exchanges: '{ ix: { members: [fra, nyc, isp], route-server: true } }',
    },
    ['unknown-name'],
  ],
  [
    'a client behind a peer of a member',
    {
      ...EXCHANGE,
      routers: '{ isp: , far: }',
      links: '[far -- isp]',
      clients: '{ §berlin: far }',
    },
    ['client-unreachable'],
  ],
]);

/** `ix` of fra, nyc and isp, with what is said of isp. */
const at = (isp: string, more = '') => ({
  ...EXCHANGE,
  exchanges: `{ ix: { members: { fra: , nyc: , isp: { ${isp} } }, ${more} } }`,
});

check('what is said of members of exchanges', [
  [
    'what links have, too',
    at('policy: { out: { prepend: 2 } }, with: { nyc: { bfd: true } }, latency: 5ms, mtu: 1400'),
    [],
  ],
  ['of one', { ...EXCHANGE, exchanges: '{ ix: { members: §{ isp: } } }' }, ['wrong-value']],
  ['what links have for both ends', at('§timers: fast'), ['unknown-key']],
  ['a distance', at('latency: §distance'), ['wrong-value']],
  ['a distance in one direction', at('from: { ix: { latency: §distance } }'), ['wrong-value']],
  ['what comes from others', at('from: { §fra: { latency: 1ms } }'), ['unknown-name']],
  ['a jitter beyond the latency', at('latency: 1ms, jitter: §2ms'), ['jitter-too-large']],
  ['a session with nobody', at('with: { §nyk: { bfd: true } }'), ['unknown-name']],
  ['a session with itself', at('with: { §isp: { bfd: true } }'), ['unknown-name']],
  [
    'a session with the route server that is not there',
    at('with: { §rs.ix: { bfd: true } }'),
    ['unknown-name'],
  ],
  ['a session with the route server', at('with: { rs.ix: { bfd: true } }', 'route-server: true'), []],
  [
    'a session with another member past the route server',
    at('with: { §nyc: { bfd: true } }', 'route-server: true'),
    ['unknown-name'],
  ],
  [
    'a session within an AS',
    {
      ...EXCHANGE,
      exchanges: '{ ix: { members: { fra: { with: { §nyc: { bfd: true } } }, nyc: , isp: } } }',
    },
    ['members-of-one-as'],
  ],
  [
    'a session that both speak of',
    {
      ...EXCHANGE,
      exchanges: `{ ix: { members: {
        fra: ,
        nyc: { with: { isp: { bfd: true, policy: { out: { med: 5 } } } } },
        isp: { with: { nyc: { password: s3cret, §bfd: false, policy: { out: { med: 6 } } } } } } } }`,
    },
    ['session-key-twice'],
  ],
  ['timers of all sessions', at('', 'timers: §{ hold: 2 }'), ['hold-too-short']],
  ['timers of one session', at('with: { nyc: { timers: §{ hold: 2 } } }'), ['hold-too-short']],
  ['a filter', at('policy: { out: { deny: [§192.0.2.1/24] } }'), ['prefix-host-bits']],
  ['a filter of one session', at('with: { nyc: { policy: { in: { deny: [§no] } } } }'), ['bad-prefix']],
  [
    'a neighbour that hears',
    at('with: { nyc: { policy: { in: { announce-to: [fra, ix, §top] } } } }'),
    ['unknown-name'],
  ],
  [
    'a filter that nothing passes',
    {
      ...at('policy: { in: { deny: [192.0.2.0/24] } }'),
      clients: '{ §berlin: isp }',
    },
    ['client-unreachable'],
  ],
  ['a filter of one session of two', at('with: { nyc: { policy: { in: { deny: [192.0.2.0/24] } } } }'), []],
  [
    'a filter of the session with the route server',
    {
      ...at('with: { rs.ix: { policy: { in: { deny: [192.0.2.0/24] } } } }', 'route-server: true'),
      clients: '{ §berlin: isp }',
    },
    ['client-unreachable'],
  ],
]);

check('circles of providers', [
  [
    'of two',
    { links: '[fra -> transit, §nyc -> transit, { link: transit -> nyc, name: b }]' },
    ['provider-loop'],
  ],
  [
    'of three, next to a sound branch',
    {
      routers: '{ transit: , a: , b: , c: }',
      links: '[fra -> transit, nyc -> transit, §transit -> a, a -> b, b -> transit, c -> a]',
    },
    ['provider-loop'],
  ],
  [
    'two of them',
    {
      routers: '{ transit: , a: , b: , c: }',
      links:
        '[fra -> transit, nyc -> transit, {link: fra -> transit, name: x}, §transit -> a, { link: a -> transit, name: y }, §b -> c, { link: c -> b, name: z }, a -- b]',
    },
    ['provider-loop', 'provider-loop'],
  ],
  [
    'a peering in it breaks it',
    {
      routers: '{ transit: , a: , b: }',
      links: '[fra -> transit, nyc -> transit, transit -> a, a -> b, b -- transit]',
    },
    [],
  ],
]);

const apart = (fra: string, nyc = '') => ({
  sites: `{ fra: { asn: 64496, ${fra} }, nyc: { asn: 64497, ${nyc} } }`,
});

check('back ends elsewhere', [
  ['servers of another site', apart('balancer: { backends: [nyc] }'), []],
  [
    'each other’s servers',
    apart('servers: 1, balancer: { backends: [nyc] }', 'servers: 1, balancer: { backends: [fra] }'),
    [],
  ],
  [
    'a place that announces nothing',
    apart('balancer: { backends: [nyc] }', 'announce: { services: false }'),
    [],
  ],
  ['a place that is none', apart('balancer: { backends: [§nic] }'), ['unknown-name']],
  ['a router', apart('balancer: { backends: [§transit] }'), ['unknown-name']],
  ['its own site', apart('balancer: { backends: [nyc, §fra] }'), ['backend-itself']],
  ['a place twice', apart('balancer: { backends: [nyc, §nyc] }'), ['backend-twice']],
  [
    'a circle',
    apart('balancer: { backends: [§nyc] }', 'balancer: { backends: [§fra] }'),
    ['backend-without-servers', 'backend-without-servers'],
  ],
  [
    'a place that has not all services',
    {
      ...apart('services: [a, b], balancer: { backends: [§nyc] }', 'services: [a]'),
      services: '{ a: { prefixes: [192.0.2.0/24] }, b: { prefixes: [198.51.100.0/24] } }',
    },
    ['backend-lacks-service'],
  ],
  [
    'a place in the same AS, whose network its routers refuse',
    { sites: '{ fra: { balancer: { backends: [§nyc] } }, nyc: }' },
    ['backend-cut-off'],
  ],
  [
    'a place behind a peer of a peer',
    {
      ...apart('balancer: { backends: [§nyc] }'),
      routers: '{ transit: , other: }',
      links: '[fra -- transit, nyc -- transit, fra -> other, transit -> other]',
    },
    ['backend-cut-off'],
  ],
  [
    'a name that is to be written otherwise is no other place',
    {
      sites: '{ fra: { asn: 64496, balancer: { backends: [Nyc] } }, §Nyc: }',
      links: '[fra -> transit, Nyc -> transit]',
    },
    ['bad-name'],
  ],
]);

check('more prefixes of a site', [
  [
    'a part, and what the whole is a part of',
    { sites: '{ fra: { announce: { prefixes: [192.0.2.0/25, 192.0.0.0/16] } }, nyc: }' },
    [],
  ],
  [
    'what is none, or is something else',
    {
      sites:
        '{ fra: { announce: { prefixes: [§dns, §192.0.2.1/25, §198.51.100.0/25, §192.0.2.0/24, §10.0.0.0/7] } }, nyc: }',
    },
    ['bad-prefix', 'prefix-host-bits', 'prefix-unrelated', 'prefix-again', 'prefix-reserved'],
  ],
  [
    'only these, where there are none',
    { sites: '{ §fra: { announce: { services: false } }, nyc: }' },
    ['announces-no-prefix'],
  ],
  [
    'only a covering one, of the one site that a client hears',
    {
      sites:
        '{ fra: { announce: { prefixes: [192.0.0.0/16, "2001:db8::/32"], services: false } }, nyc: { announce: { to: [other] } } }',
      routers: '{ transit: , other: }',
      links: '[fra -> transit, nyc -> transit, nyc -> other]',
    },
    [],
  ],
  [
    'only a part of it',
    {
      sites:
        '{ fra: { announce: { prefixes: [192.0.2.0/25], services: false } }, nyc: { announce: { to: [other] } } }',
      routers: '{ transit: , other: }',
      clients: '{ §berlin: transit }',
      links: '[fra -> transit, nyc -> transit, nyc -> other]',
    },
    ['client-unreachable'],
  ],
]);

check('policies', [
  [
    'ends, neighbours and prefixes that are none',
    {
      links:
        '[{ link: fra -> transit, policy: { §nyc: { in: { announce-to: [§paris], deny: [§10.0.0.0, §192.0.2.1/24+] } } } }, nyc -> transit]',
    },
    ['unknown-name', 'unknown-name', 'bad-prefix', 'prefix-host-bits'],
  ],
  [
    'options that are none',
    {
      links:
        '[{ link: fra -> transit, password: §"a b", policy: { fra: { maximum-prefix: §0, allowas-in: §11, out: { match: [§{ community: "1:2" }] } } } }, nyc -> transit]',
    },
    ['wrong-value', 'wrong-value', 'wrong-value', 'missing-key'],
  ],
  [
    'a circle of customers in an open lab is fine',
    { links: '[fra -> transit, nyc -> transit, { link: transit -> fra, name: back }]', policy: 'none' },
    [],
  ],
  ['no answer for a client', { expect: '{ catchment: { berlin: none } }' }, []],
  ['no answer over one IP version', { expect: '{ catchment: { berlin: { v4: fra, v6: none } } }' }, []],
  [
    'names in expectations that are none',
    {
      expect:
        '{ catchment: { §bonn: { v4: fra, v6: nyc }, berlin: { dns: { v4: §fr, v6: nyc }, §web: fra } } }',
    },
    ['unknown-name', 'unknown-name', 'unknown-name'],
  ],
  [
    'expectations of what a service is not',
    {
      sites: '{ fra: , nyc: { services: [a] } }',
      services: '{ a: { prefixes: [192.0.2.0/24] }, b: { prefixes: ["2001:db8:53::/48"] } }',
      expect: '{ catchment: { berlin: { a: { §v6: fra }, b: §nyc } } }',
    },
    ['expected-family', 'expected-site-silent'],
  ],
  [
    'other IP versions',
    { expect: '{ catchment: { berlin: { dns: { v4: fra, §v5: nyc } } } }' },
    ['unknown-key'],
  ],
  [
    'a tie-break that routers do not have',
    { routers: '{ transit: { bestpath: §newest } }' },
    ['wrong-value'],
  ],
  [
    'an IP version of a link',
    { links: '[{ link: fra -> transit, family: §5 }, nyc -> transit]' },
    ['wrong-value'],
  ],
]);

check('reachability', [
  [
    'over a provider',
    {
      routers: '{ transit: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -> transit, isp -> transit]',
    },
    [],
  ],
  [
    'over a peer',
    {
      routers: '{ transit: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -> transit, isp -- transit]',
    },
    [],
  ],
  [
    "over a peer's peer",
    {
      routers: '{ transit: , mid: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -> transit, mid -- transit, isp -- mid]',
    },
    ['client-unreachable'],
  ],
  [
    "over a provider's peer's provider",
    {
      routers: '{ transit: , up: , mid: }',
      clients: '{ §berlin: up }',
      links: '[fra -> transit, nyc -> transit, mid -- transit, mid -> up]',
    },
    ['client-unreachable'],
  ],
  [
    'from customer to customer of a peer',
    {
      routers: '{ transit: , mid: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -> transit, mid -- transit, isp -> mid]',
    },
    [],
  ],
  [
    'an island',
    {
      routers: '{ transit: , a: , b: }',
      clients: '{ §berlin: a, paris: transit }',
      links: '[fra -> transit, nyc -> transit, a -> b]',
    },
    ['client-unreachable'],
  ],
  [
    'one service of two, through a site of the AS that announces it',
    {
      sites: '{ fra: { services: [a] }, nyc: { services: [b] } }',
      routers: '{ transit: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -> transit, isp -> nyc]',
      services: '{ a: { prefixes: [192.0.2.0/24] }, §b: { prefixes: [198.51.100.0/24] } }',
    },
    ['client-unreachable'],
  ],
  [
    'one service of two, over a peering with such a site',
    {
      sites: '{ fra: { services: [a] }, nyc: { services: [b] } }',
      routers: '{ transit: , isp: }',
      clients: '{ §berlin: isp }',
      links: '[fra -> transit, nyc -- transit, isp -> nyc]',
      services: '{ a: { prefixes: [192.0.2.0/24] }, b: { prefixes: [198.51.100.0/24] } }',
    },
    ['client-unreachable'],
  ],
  [
    'nobody is blamed for a link that is only misspelt',
    {
      routers: '{ transit: , isp: , lost: }',
      clients: '{ berlin: isp }',
      links: '[fra -> transit, nyc -> transit, isp -> §transt]',
    },
    ['unknown-name'],
  ],
]);

check('limits', [
  ['1000 nodes are fine', { clients: `{ ${many(995, (index) => `c${index}: transit`)} }` }, []],
  ['1001 nodes', { clients: `{ ${many(996, (index) => `c${index}: transit`)} }` }, ['too-many']],
  [
    'servers count',
    { sites: '{ fra: { servers: 5 }, nyc: }', clients: `{ ${many(992, (index) => `c${index}: transit`)} }` },
    ['too-many'],
  ],
  [
    'so do those of the root and of top-level domains',
    { 'internet-dns': 'true', clients: `{ ${many(992, (index) => `c${index}: transit`)} }` },
    ['too-many'],
  ],
  [
    '65 services',
    { services: `{ ${many(65, (index) => `s${index}: { prefixes: [198.18.${index}.0/24] }`)} }` },
    ['too-many'],
  ],
]);

function many(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(', ');
}
