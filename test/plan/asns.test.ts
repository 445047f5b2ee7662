import { describe, expect, it } from 'vitest';
import { assignAsns } from '../../src/plan/asns.ts';
import { networksOf } from '../../src/topology/joined.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { MINIMAL } from './topologies.ts';

const site = MINIMAL.sites[0] as Topology['sites'][number];

function asnsOf(changes: Partial<Topology>) {
  const topology = { ...MINIMAL, sites: [], routers: [], ...changes };
  return Object.fromEntries(assignAsns(topology, networksOf(topology.internalLinks ?? [])));
}

describe('assignAsns', () => {
  it('gives sites one ASN together and routers one each, by name', () => {
    const sites = [
      { ...site, name: 'b' },
      { ...site, name: 'a' },
    ];
    const routers = [{ name: 'y' }, { name: 'x' }];
    expect(asnsOf({ sites, routers })).toEqual({ a: 64500, b: 64500, x: 64512, y: 64513 });
  });

  it('keeps what the author gave and hands none of it out again', () => {
    const sites = [
      { ...site, name: 'a', asn: 64500 },
      { ...site, name: 'b' },
    ];
    const routers = [{ name: 'x' }, { name: 'y', asn: 64512 }, { name: 'z' }];
    expect(asnsOf({ sites, routers })).toEqual({ a: 64500, b: 64501, x: 64513, y: 64512, z: 64514 });
  });

  it('gives what internal links join one ASN: the one that a member gives, or a private one', () => {
    const sites = [
      { ...site, name: 'a' },
      { ...site, name: 'b' },
    ];
    const routers = [{ name: 'w' }, { name: 'x' }, { name: 'y', asn: 64512 }, { name: 'z' }];
    const link = { name: 'l', cost: 10 };
    const internalLinks = [
      { ...link, from: 'x', to: 'y' },
      { ...link, from: 'x', to: 'z' },
      { ...link, from: 'w', to: 'b' },
    ];
    expect(asnsOf({ sites, routers, internalLinks })).toEqual({
      ...{ a: 64500, b: 64513, w: 64513 },
      ...{ x: 64512, y: 64512, z: 64512 },
    });
  });

  it('takes a private ASN for the sites when all for documentation are given', () => {
    const routers = Array.from({ length: 12 }, (_, index) => ({ name: `r${index}`, asn: 64500 + index }));
    expect(asnsOf({ sites: [{ ...site, name: 'a' }], routers })).toMatchObject({ a: 64512 });
  });

  it('goes on with four-octet ASNs after the last private one of two octets', () => {
    const routers = Array.from({ length: 1100 }, (_, index) => ({ name: `r${1000 + index}` }));
    const asns = asnsOf({ routers });
    expect([asns['r2022'], asns['r2023'], asns['r2099']]).toEqual([65534, 4_200_000_000, 4_200_000_076]);
    expect(new Set(Object.values(asns)).size).toBe(1100);
  });
});
