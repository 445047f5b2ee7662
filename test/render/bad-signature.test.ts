import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { renderDetached } from '../../src/render/detached-server.ts';
import { spoilSignatures } from '../../src/render/spoilt-signatures.ts';
import { RICH } from '../plan/topologies.ts';

const SIGNATURE = 'A 13 3 60 20261206034500 20261122023500 4711 anycast.test.';

describe('a zone with bad signatures', () => {
  it.each([
    ['as Knot prints it', `www.anycast.test. 60 RRSIG ${SIGNATURE} `],
    ['as dig prints it', `www.anycast.test.\t60\tIN\tRRSIG\t${SIGNATURE} `],
  ])('has another signature at every record: %s', (_, before) => {
    expect(spoilSignatures(`${before}xyz==\n${before}Ayz==\n`)).toBe(`${before}Ayz==\n${before}Byz==\n`);
  });

  it('has that of its keys, and everything else, as it was', () => {
    const text = `anycast.test. 60 RRSIG DNSKEY 13 2 60 20261206034500 20261122023500 4711 anycast.test. xyz==
www.anycast.test. 60 A 203.0.113.80
txt.anycast.test. 60 TXT "1 RRSIG A 13 3 60 2 2 4711 a. xyz"
`;
    expect(spoilSignatures(text)).toBe(text);
  });
});

describe('a server that hears of no primary', () => {
  const plan = planLab({ ...RICH, primary: { router: 'eu-transit', kind: 'knot' } });

  it.each([['ns1.fra'], ['ns1.nyc'], ['ns1.sin']])('%s has zones from files of its own', (name) => {
    const [conf, ...zones] = renderDetached(plan, name, new Map([['anycast.example', 'its text']]));
    expect(conf?.content).toContain('"/etc/anycast-lab/anycast.example.spoilt"');
    expect(conf?.content).not.toMatch(/tsig|request-xfr|primaries|master/);
    expect(zones[0]).toEqual({ path: '/etc/anycast-lab/anycast.example.spoilt', content: 'its text' });
  });
});
