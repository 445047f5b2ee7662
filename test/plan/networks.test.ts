import { describe, expect, it } from 'vitest';
import { numberNetworks } from '../../src/plan/networks.ts';
import type { Segment } from '../../src/plan/segments.ts';

const session = (name: string, owner: string, other: string): Segment => ({
  name,
  kind: 'session',
  members: [owner, other],
});
const lan = (owner: string, servers: number): Segment => ({
  name: `lan:${owner}`,
  kind: 'lan',
  members: [owner, ...Array.from({ length: servers }, (_, index) => `ns${index + 1}.${owner}`)],
});
const many = (owner: string, count: number) =>
  Array.from({ length: count }, (_, index) => session(`${owner}-${1000 + index}`, owner, `c${index}`));

function networksOf(owners: readonly string[], segments: readonly Segment[]) {
  const { nodes } = numberNetworks(owners, segments);
  return owners.map((owner) => Object.values(nodes.get(owner)?.network ?? {}).join(' '));
}

describe('numberNetworks', () => {
  it('numbers loopback, LAN and links of a router from its own networks', () => {
    const numbering = numberNetworks(['fra'], [lan('fra', 2), session('up', 'fra', 'nyc')]);
    expect(numbering.nodes.get('fra')).toEqual({
      network: { 4: '10.0.1.0/24', 6: '3fff:0:1::/48' },
      loopback: { 4: '10.0.1.1', 6: '3fff:0:1::1' },
    });
    expect(numbering.segments.get('lan:fra')?.prefixes).toEqual({ 4: '10.0.1.8/29', 6: '3fff:0:1:1::/64' });
    expect(numbering.segments.get('lan:fra')?.addresses.get('ns2.fra')).toEqual([
      { family: 4, address: '10.0.1.11', length: 29 },
      { family: 6, address: '3fff:0:1:1::3', length: 64 },
    ]);
    expect(numbering.segments.get('up')?.prefixes).toEqual({ 4: '10.0.1.16/31', 6: '3fff:0:1:2::a/127' });
    expect(numbering.segments.get('up')?.addresses.get('nyc')).toEqual([
      { family: 4, address: '10.0.1.17', length: 31 },
      { family: 6, address: '3fff:0:1:2::b', length: 127 },
    ]);
  });

  it.each([
    [5, '10.0.1.8/29'],
    [6, '10.0.1.16/28'],
    [13, '10.0.1.16/28'],
    [14, '10.0.1.32/27'],
  ])('makes a LAN with %i servers just large enough: %s', (servers, prefix) => {
    const { segments } = numberNetworks(['fra'], [lan('fra', servers)]);
    expect(segments.get('lan:fra')?.prefixes[4]).toBe(prefix);
  });

  it('makes a network larger, aligned, when a /24 does not hold its links', () => {
    // 127 links and the loopback fill a /24; one more does not fit.
    expect(networksOf(['a', 'b'], many('a', 127))).toEqual([
      '10.0.1.0/24 3fff:0:1::/48',
      '10.0.2.0/24 3fff:0:2::/48',
    ]);
    expect(networksOf(['a', 'b'], many('a', 128))).toEqual([
      '10.0.2.0/23 3fff:0:2::/48',
      '10.0.4.0/24 3fff:0:4::/48',
    ]);
    expect(networksOf(['z', 'a'], many('a', 300))).toEqual([
      '10.0.1.0/24 3fff:0:1::/48',
      '10.0.4.0/22 3fff:0:4::/48',
    ]);
  });

  it('refuses a lab for which 10.0.0.0/8 is too small', () => {
    const owners = Array.from({ length: 2 ** 16 }, (_, index) => `r${index}`);
    expect(networksOf(owners.slice(1), []).at(-1)).toBe('10.255.255.0/24 3fff:0:ffff::/48');
    expect(() => networksOf(owners, [])).toThrow(RangeError);
  });
});
