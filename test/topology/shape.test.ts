import { describe, expect, it } from 'vitest';
import { describeDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { lab, mistakes, unmark } from './mistakes.ts';

type Case = readonly [what: string, changes: Readonly<Record<string, string>>, found: readonly string[]];

const CASES: readonly Case[] = [
  ['an unknown value', { timers: '§slow' }, ['wrong-value']],
  ['a number for a name', { clients: '{ berlin: §5 }' }, ['wrong-value']],
  ['a truth value for a name', { clients: '{ berlin: { router: §true } }' }, ['wrong-value']],
  ['a list for a mapping', { routers: '§[transit]' }, ['wrong-value']],
  ['a text for a list', { links: '§fra -> transit' }, ['wrong-value']],
  ['nothing for a client', { clients: '{ §berlin: }' }, ['wrong-value']],
  ['a fraction', { sites: '{ fra: { servers: §1.5 }, nyc: }' }, ['wrong-value']],
  ['17 servers', { sites: '{ fra: { servers: §17 }, nyc: }' }, ['wrong-value']],
  ['no server', { sites: '{ fra: { servers: { count: §0 } }, nyc: }' }, ['wrong-value']],
  ['an unknown server', { sites: '{ fra: { servers: §unbound }, nyc: }' }, ['wrong-value']],
  ['no prefix', { services: '{ dns: { prefixes: §[] } }' }, ['wrong-value']],
  ['a missing key', { services: '{ dns: §{ zone: anycast.test } }' }, ['missing-key']],
  [
    'a mapping without its link',
    { links: '[fra -> transit, nyc -> transit, §{ name: x }]' },
    ['missing-key'],
  ],
  ['a key in a mapping', { clients: '{ berlin: { router: transit, §rotuer: x } }' }, ['unknown-key']],
  ['a link without an arrow', { links: '[fra -> transit, §nyc transit]' }, ['bad-link']],
  ['a link of three', { links: '[fra -> transit, nyc -> transit, §fra -> transit -> nyc]' }, ['bad-link']],
  ['a link from right to left', { links: '[fra -> transit, §transit <- nyc]' }, ['bad-link']],
  [
    'every mistake at once',
    {
      clients: '{ berlin: §nowhere, paris: { router: transit, §x: 1 } }',
      links: '[fra -> transit, nyc -> transit, §7, transit -> §nobody]',
      services: '{ dns: { prefixes: [§192.0.2.1/24] } }',
      timers: '{ hold: §-1 }',
      colour: 'blue',
    },
    [
      'unknown-name',
      'unknown-key',
      'wrong-value',
      'unknown-name',
      'prefix-host-bits',
      'wrong-value',
      'unknown-key',
    ],
  ],
];

describe('the shape of a topology', () => {
  it.each(CASES)('%s', (_what, changes, found) => {
    const { source, places } = unmark(lab(changes));
    const inPlace = found.map((code, index) => `${places[index] ?? '7:1'} ${code}`);
    expect(mistakes(source)).toEqual(inPlace);
  });

  it('blames one misspelt section only', () => {
    expect(mistakes(lab().replace('links', 'linkz'))).toEqual(['4:1 unknown-key']);
  });

  it('checks the rest of a file that has no sites', () => {
    const source = lab({ clients: '{ B: transit }' }).replace('sites', 'sitez');
    expect(mistakes(source).map((text) => text.split(' ')[1])).toEqual([
      'missing-key',
      'unknown-key',
      'bad-name',
    ]);
  });

  it('blames nothing else for a key that it does not know', () => {
    const source = lab({ clients: '{ berlin: isp }', routers: '{ transit: , isp: }', colour: '[blue]' });
    expect(mistakes(source)).toEqual(['2:23 no-link', '3:12 client-unreachable', '5:1 unknown-key']);
  });

  it('blames nobody for links of an exchange whose section is misspelt', () => {
    const source = lab({ links: '[]', exchnges: '{ ix: [fra, nyc, transit] }' });
    expect(mistakes(source)).toEqual(['5:1 unknown-key']);
  });

  it.each([
    ['a list', '- fra\n', '1:1 wrong-value'],
    ['a text', 'fra -> transit\n', '1:1 wrong-value'],
    ['a number', '5\n', '1:1 wrong-value'],
  ])('refuses %s at the top', (_what, source, found) => {
    expect(mistakes(source)).toEqual([found]);
  });

  it.each([
    [{ sits: '{}' }, 'unknown key "sits"; write "sites"'],
    [
      { quux: '1' },
      'unknown key "quux"; write one of name, description, timers, health, bfd, graceful-restart, bestpath, ecmp-hash, policy, services, sites, routers, clients, primary, links, exchanges, internet-dns, query-log, latency, expect, scenarios',
    ],
    [
      { clients: '{ berlin: 5 }' },
      'clients.berlin is the number 5; write the name of a router, or a mapping such as { router: eu-transit }',
    ],
    [
      { timers: 'slow' },
      'timers is "slow"; write fast, datacenter, internet or a mapping such as { keepalive: 10, hold: 30 }',
    ],
    [{ health: 'off' }, 'health is "off"; write none, or a mapping such as { interval: 1, fall: 2 }'],
    [
      { health: '{ interval: 0.05 }' },
      'health.interval is the number 0.05; write a number of seconds from 0.1 to 60',
    ],
    [{ health: '{ fall: 0 }' }, 'health.fall is the number 0; write a whole number of checks from 1 to 20'],
    [
      { health: '{ timeout: 2 }' },
      'health.timeout is the number 2; write 1 or less, as a check ends before the next one begins, or a longer interval',
    ],
    [
      { health: '{ query: { name: "w w" } }' },
      'health.query.name is "w w"; write a domain name such as www, or www.anycast.test',
    ],
    [
      { health: '{ query: { type: ANY } }' },
      'health.query.type is "ANY"; write one of A, AAAA, CNAME, MX, NS, PTR, SOA, TXT',
    ],
    [
      { health: '{ query: { type: A }, expect: { answer: 2001:db8::1 } }' },
      'health.expect.answer is "2001:db8::1"; write an IPv4 address such as 203.0.113.80, as the type that is asked for is A',
    ],
    [
      { health: '{ query: { type: A }, expect: { rcode: NXDOMAIN, answer: 192.0.2.1 } }' },
      'health.expect.rcode is "NXDOMAIN"; write NOERROR, or leave answer out: other answers hold no records',
    ],
    [
      { sites: '{ fra: { health: { when-all-fail: stay } }, nyc: }' },
      'sites.fra.health.when-all-fail is "stay"; write one of withdraw, last-site-stays',
    ],
    [
      { sites: '{ fra: { servers: [] }, nyc: }' },
      'sites.fra.servers is an empty list; write a list of 1 to 16 of nsd, bind, knot',
    ],
    [
      { health: '{ query: { type: MX }, expect: { answer: 65536 mail.a.test } }' },
      'health.expect.answer is "65536 mail.a.test"; write a preference and a domain name, such as 10 mail.anycast.test, as the type that is asked for is MX',
    ],
    [{ bfd: 'on' }, 'bfd is "on"; write true, false, or a mapping such as { interval: 300, multiplier: 3 }'],
    [
      { bfd: '{ interval: 5 }' },
      'bfd.interval is the number 5; write a whole number of milliseconds from 10 to 60000',
    ],
    [
      { bfd: '{ multiplier: 1 }' },
      'bfd.multiplier is the number 1; write a whole number of packets from 2 to 255',
    ],
    [{ 'graceful-restart': 'maybe' }, 'graceful-restart is "maybe"; write true or false'],
    [{ bestpath: 'newest' }, 'bestpath is "newest"; write one of router-id, oldest, as-path multipath-relax'],
    [{ 'ecmp-hash': 'L3' }, 'ecmp-hash is "L3"; write one of l4, l3'],
    [{ links: '[fra -> transit, nyc -> transt]' }, 'there is no site or router "transt"; write "transit"'],
    [{ links: '[fra -> transit, transit <- nyc]' }, '"transit <- nyc" is not a link; write "nyc -> transit"'],
    [
      { links: '[fra -> transit, nyc --> transit]' },
      '"nyc --> transit" is not a link; write "nyc -> transit"',
    ],
    [
      { clients: '{ berlin: { router: transit, latency: 20 } }' },
      'clients.berlin.latency is the number 20; write a time from 0 to 10s with its unit, such as 20ms, or distance',
    ],
    [
      { clients: '{ berlin: { router: transit, latency: 1ms, jitter: 2ms } }' },
      'a jitter of 2ms is more than the latency of 1ms, and no packet arrives before it is sent; write 1ms or less',
    ],
    [
      { clients: '{ berlin: { router: transit, at: Frankfort } }' },
      'there is no city "Frankfort" in the table; write "frankfurt", or its latitude and longitude: [50.1, 8.7]',
    ],
    [
      { clients: '{ berlin: { router: transit, at: berlin, latency: distance } }' },
      'nobody knows how far "transit" is, as it has no place; write at: frankfurt, say, or at: [50.1, 8.7] there, or a latency such as 20ms here',
    ],
    [{ links: '[fra -> transit, nyc - transit]' }, '"nyc - transit" is not a link; write "nyc -- transit"'],
  ])('says what to write instead: %j', (changes, text) => {
    const parsed = parseTopology(lab(changes as Readonly<Record<string, string>>), 'lab.yaml');
    expect('diagnostics' in parsed && parsed.diagnostics.map(describeDiagnostic)).toContain(text);
  });
});
