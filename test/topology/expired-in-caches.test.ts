import { describe, expect, it } from 'vitest';
import { expiredInCachesWarning } from '../../src/topology/expired-in-caches.ts';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const warningOf = (dnssec: string, balancer: string, dns = '') => {
  const source = `
name: lab
primary: { router: core }
services:
  dns: { prefixes: [192.0.2.0/24], dnssec: ${dnssec}, ${dns} }
sites:
  fra: { servers: 1, balancer: ${balancer} }
  nyc: { servers: 1 }
routers: { core: {} }
clients: { anna: core }
links: [fra -> core, nyc -> core]
`;
  const parsed = parseTopology(source, 'lab.yaml', () => ({ source: '@ 3600 SOA ns h 1 1 1 1 1\n' }));
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  return expiredInCachesWarning(parsed.topology);
};

const CACHE = '{ cache: { entries: 1000 } }';

describe('expiredInCachesWarning', () => {
  it('names the sites whose caches outlive signatures', () => {
    expect(warningOf('{ validity: 119s }', CACHE)).toBe(
      "the balancer's cache at fra keeps answers for up to 60 s, and may hold signatures of dns that have expired: write a validity of 120 s or more, or no cache",
    );
  });

  it.each([
    ['signatures that last', '{ validity: 120s }', CACHE],
    ['the usual two weeks', 'true', CACHE],
    ['no signatures', 'false', CACHE],
    ['no cache', '{ validity: 10s }', 'dnsdist'],
    ['a zone file alone', '{ validity: 10s }', CACHE, 'zones: [{ name: a.test, file: a.zone }]'],
  ])('has nothing to say of %s', (_, dnssec, balancer, dns?: string) => {
    expect(warningOf(dnssec, balancer, dns)).toBeNull();
  });
});
