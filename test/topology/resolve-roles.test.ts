import { describe, expect, it } from 'vitest';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { lab } from './mistakes.ts';

function parse(changes: Readonly<Record<string, string>>): Topology {
  const parsed = parseTopology(lab(changes), 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.topology;
}

describe('a service with a role', () => {
  const services =
    '{ web: { prefixes: [192.0.2.0/24], zone: web.test }, a: { prefixes: [203.0.113.0/24], zone: a.test }, public: { prefixes: [198.51.100.0/24], role: resolver } }';

  it('is asked for a zone of another service', () => {
    expect(parse({ services }).services.find(({ name }) => name === 'public')).toMatchObject({
      role: 'resolver',
      zone: 'a.test',
    });
  });

  it('has a server of its own beside those that a site lists, and alone where there is no other service', () => {
    const sites = '{ fra: { servers: [nsd, knot] }, nyc: { services: [public], asn: 64510 } }';
    expect(parse({ services, sites }).sites.map((site) => site.servers)).toEqual([
      [
        { name: 'ns1.fra', kind: 'nsd', services: ['web', 'a'] },
        { name: 'ns2.fra', kind: 'knot', services: ['web', 'a'] },
        { name: 'res1.fra', kind: 'unbound', services: ['public'] },
      ],
      [{ name: 'res1.nyc', kind: 'unbound', services: ['public'] }],
    ]);
  });
});

describe('internet-dns', () => {
  const parents = (changes: Readonly<Record<string, string>>) =>
    parse({ 'internet-dns': 'true', ...changes })
      .services.filter(({ role }) => role !== undefined)
      .map(({ name, role, zone, prefixes }) => [name, role, zone, ...prefixes.map(({ prefix }) => prefix)]);

  it('adds a root and a top-level domain at prefixes that nobody else has', () => {
    expect(parents({})).toEqual([
      ['root', 'root', '.', '198.51.100.0/24', '2001:db8:d0::/48'],
      ['tld', 'tld', 'test', '198.18.0.0/24', '2001:db8:d1::/48'],
    ]);
    const services =
      '{ a: { prefixes: [198.51.0.0/16, "2001:db8:d0::/44"], zone: a.example }, b: { prefixes: [203.0.113.0/24], zone: b.alpha } }';
    expect(parents({ services })).toEqual([
      ['root', 'root', '.', '192.0.2.0/24'],
      ['tld', 'tld', 'alpha', '198.18.0.0/24'],
    ]);
  });

  it("takes the author's own services of these names", () => {
    const services = '{ dns: { prefixes: [192.0.2.0/24] }, root: { prefixes: [203.0.113.0/24] } }';
    expect(parents({ services })).toEqual([
      ['root', 'root', '.', '203.0.113.0/24'],
      ['tld', 'tld', 'test', '198.51.100.0/24', '2001:db8:d0::/48'],
    ]);
  });

  it('needs no top-level domain where all zones are one', () => {
    const services = '{ lab: { prefixes: [192.0.2.0/24], zone: lab } }';
    expect(parents({ services }).map(([name]) => name)).toEqual(['root']);
  });

  it('has a server of each at the sites', () => {
    const sites = '{ fra: , nyc: { services: [root, dns] } }';
    expect(
      parse({ 'internet-dns': 'true', sites }).sites.map((site) => site.servers.map(({ name }) => name)),
    ).toEqual([
      ['ns1.fra', 'root1.fra', 'tld1.fra'],
      ['ns1.nyc', 'root1.nyc'],
    ]);
  });

  it('leaves services of these names alone where it is not asked for', () => {
    const services = '{ root: { prefixes: [192.0.2.0/24] } }';
    expect(parse({ services }).services).toMatchObject([{ name: 'root', zone: 'anycast.test' }]);
  });
});

describe("a client's resolver", () => {
  it.each([
    ['unbound', { kind: 'unbound', cache: true }],
    ['{ kind: unbound }', { kind: 'unbound', cache: true }],
    ['{ cache: false }', { kind: 'unbound', cache: false }],
    ['{ prefer-fastest: true }', { kind: 'unbound', cache: true, prefersFastest: true }],
    ['{ prefer-fastest: false }', { kind: 'unbound', cache: true }],
  ])('is read from %s', (resolver, expected) => {
    const [client] = parse({ clients: `{ berlin: { router: transit, resolver: ${resolver} } }` }).clients;
    expect(client).toEqual({ name: 'berlin', router: 'transit', resolver: expected });
  });
});
