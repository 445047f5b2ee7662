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

describe("a client's resolver", () => {
  it.each([
    ['unbound', { kind: 'unbound', cache: true }],
    ['{ kind: unbound }', { kind: 'unbound', cache: true }],
    ['{ cache: false }', { kind: 'unbound', cache: false }],
  ])('is read from %s', (resolver, expected) => {
    const [client] = parse({ clients: `{ berlin: { router: transit, resolver: ${resolver} } }` }).clients;
    expect(client).toEqual({ name: 'berlin', router: 'transit', resolver: expected });
  });
});
