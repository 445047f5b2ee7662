import { describe, expect, it } from 'vitest';
import { mistakes } from './mistakes.ts';

/** A stub network `isp` whose client hears of the one site, or does not, with what is said of each link in turn. */
function heard(links: readonly string[], more = '', announce = ''): boolean {
  const names = [...new Set(links.flatMap((link) => link.match(/\b(?:a|b|c)\b/g) ?? []))];
  const source = [
    `sites: { fra: { announce: { ${announce} } } }`,
    `routers: { ${[...new Set([...names, 'isp'])].map((name) => `${name}: `).join(', ')} }`,
    'clients: { berlin: isp }',
    'links:',
    ...links.map((link) => `  - ${link}`),
    more,
  ].join('\n');
  const found = mistakes(source).map((mistake) => mistake.split(' ')[1]);
  expect(found.filter((code) => code !== 'client-unreachable')).toEqual([]);
  return found.length === 0;
}

const PEERS = ['fra -> a', 'a -- b', 'b -- isp'];

describe('a route', () => {
  it('crosses one peering, and in an open lab any number', () => {
    expect(heard(PEERS)).toBe(false);
    expect(heard(PEERS, 'policy: none')).toBe(true);
  });

  it('is kept by Only To Customer from a leak, unless who takes it has no role either', () => {
    expect(heard(['fra -> a', 'a -- b', '{ link: b -- isp, policy: { b: none } }'])).toBe(false);
    expect(heard(['fra -> a', 'a -- b', '{ link: b -- isp, policy: none }'])).toBe(true);
  });

  it('is sent on by a customer that leaks, and not taken by its provider', () => {
    const up = ['fra -> a', 'b -> a', '{ link: b -> c, policy: { b: none } }', 'isp -> c'];
    expect(heard(up)).toBe(false);
    expect(heard(up.with(2, '{ link: b -> c, policy: none }'))).toBe(true);
  });

  it('with no-export stays with the neighbour, unless that strips it', () => {
    const up = ['fra -> a', 'isp -> a'];
    expect(heard(up, '', 'communities: [no-export]')).toBe(false);
    expect(heard(['fra -> isp'], '', 'communities: [no-export]')).toBe(true);
    const stripping = '{ link: fra -> a, policy: { a: { in: { strip: [no-export] } } } }';
    expect(heard(up.with(0, stripping), '', 'communities: [no-export]')).toBe(true);
  });

  it('crosses a network with its marks, and comes out of it as out of one router', () => {
    expect(heard(['fra -> a', 'a == b', 'b -- isp'])).toBe(true);
    expect(heard(['fra -> a', 'a -- b', 'b == c', 'isp -> c'])).toBe(true);
    expect(heard(['fra -> a', 'a -- b', 'b == c', 'c -- isp'])).toBe(false);
  });

  it('with no-export stays in the network, and with no-advertise at the router', () => {
    const through = ['fra -> a', 'a == isp'];
    expect(heard(through, '', 'communities: [no-export]')).toBe(true);
    expect(heard(through, '', 'communities: [no-advertise]')).toBe(false);
    expect(heard(['fra -> a', 'a == b', 'isp -> b'], '', 'communities: [no-export]')).toBe(false);
  });

  it('is told to a site beyond a network, but not back to its own ASN', () => {
    expect(heard(['fra -> a', 'a == b', 'b -- isp'], '', 'to: [a]')).toBe(true);
    expect(heard(['fra == a', 'a == b', 'isp -> b'], '', 'to: []')).toBe(true);
  });

  it('crosses an exchange to its members, where the site names it or them', () => {
    const at = 'exchanges: { ix: { members: [fra, isp], route-server: true } }';
    expect(heard(['fra -> a'], at)).toBe(true);
    expect(heard(['fra -> a'], at, 'to: [a]')).toBe(false);
    expect(heard(['fra -> a'], at, 'to: [ix]')).toBe(true);
    expect(heard(['fra -> a'], 'exchanges: { ix: [a, isp] }')).toBe(true);
    expect(heard(['fra -> a', 'a -- b'], 'exchanges: { ix: [b, isp] }')).toBe(false);
    expect(heard(['fra -> a', 'a -- b'], 'exchanges: { ix: [b, isp] }\npolicy: none')).toBe(true);
  });

  it.each([
    ['out: { deny: [192.0.2.0/24] }', false],
    ['out: { deny: [192.0.2.0/25] }', true],
    ['out: { deny: [192.0.0.0/16] }', true],
    ['out: { deny: [192.0.0.0/16+] }', false],
    ['out: { allow: [192.0.2.0/24] }', false],
    ['out: { allow: [192.0.2.0/24, "2001:db8::/32+"] }', true],
  ])('passes a filter %s: %s', (filter, passes) => {
    expect(heard([`{ link: fra -> a, policy: { fra: { ${filter} } } }`, 'isp -> a'])).toBe(passes);
  });

  it('crosses a link in the IP version that it has a session for', () => {
    const only4 = ['fra -> a', '{ link: isp -> a, family: 4 }'];
    expect(heard(only4)).toBe(false);
    expect(heard([...only4, '{ link: isp -> a, name: six, family: 6 }'])).toBe(true);
    expect(heard(only4, 'expect: { catchment: { berlin: { v4: fra, v6: none } } }')).toBe(true);
    expect(heard(only4, 'expect: { catchment: { berlin: { v4: none, v6: fra } } }')).toBe(false);
  });

  it('need not come to a client that is to have no answer', () => {
    expect(heard(PEERS, 'expect: { catchment: { berlin: none } }')).toBe(true);
  });
});
