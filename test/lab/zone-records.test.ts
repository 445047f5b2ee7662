import { describe, expect, it } from 'vitest';
import { PRIMARY_COMMANDS, serialIn } from '../../src/lab/primary-commands.ts';
import { besideAlias } from '../../src/lab/zone-aliases.ts';
import { freshnessOf } from '../../src/lab/zone-freshness.ts';
import { readChanges } from '../../src/lab/zone-records.ts';

const ZONE = 'anycast.test';

describe('records as users write them', () => {
  it('replace all of their owner and type, or take them away', () => {
    const changes = readChanges(ZONE, [
      'www A 203.0.113.9',
      'www 30 IN a 203.0.113.10',
      '@ MX',
      'x.anycast.test. TXT "a b"',
    ]);
    expect(changes).toEqual([
      {
        ...{ owner: 'www.anycast.test', type: 'A' },
        records: [
          { ttl: 60, data: '203.0.113.9' },
          { ttl: 30, data: '203.0.113.10' },
        ],
      },
      { owner: 'anycast.test', type: 'MX', records: [] },
      { owner: 'x.anycast.test', type: 'TXT', records: [{ ttl: 60, data: '"a b"' }] },
    ]);
    expect(PRIMARY_COMMANDS.bind.update(ZONE, changes).at(-1)).toBe(
      [
        ...['server 127.0.0.1', 'zone anycast.test.', 'update delete www.anycast.test. A'],
        'update add www.anycast.test. 60 A 203.0.113.9',
        'update add www.anycast.test. 30 A 203.0.113.10',
        ...['update delete anycast.test. MX', 'update delete x.anycast.test. TXT'],
        'update add x.anycast.test. 60 TXT "a b"',
      ].join('\n'),
    );
  });

  it('are of one name, however that is written', () => {
    const changes = readChanges(ZONE, ['WWW A 203.0.113.1', 'www A 203.0.113.2']);
    expect(changes.map(({ owner, records }) => [owner, records.length])).toEqual([['www.anycast.test', 2]]);
  });

  it.each([
    ['x 1h A 203.0.113.7', 3600, '203.0.113.7'],
    ['x 1H30m TXT "ns"', 5400, '"ns"'],
    ['x NS ns2', 60, 'ns2.anycast.test.'],
    ['x CNAME www.example.', 60, 'www.example.'],
    ['x MX 10 @', 60, '10 anycast.test.'],
    ['x SRV 0 5 53 ns', 60, '0 5 53 ns.anycast.test.'],
    ['x NAPTR 1 2 "u" "a b" "" host', 60, '1 2 "u" "a b" "" host.anycast.test.'],
  ])('have times and names as zone files do: %s', (text, ttl, data) => {
    expect(readChanges(ZONE, [text])[0]?.records).toEqual([{ ttl, data }]);
  });

  it('can take the place of all name servers', () => {
    expect(readChanges(ZONE, ['@ NS', '@ NS ns2'])[0]?.records).toEqual([
      { ttl: 60, data: 'ns2.anycast.test.' },
    ]);
    expect(readChanges(ZONE, ['sub NS'])[0]?.records).toEqual([]);
  });

  it.each([
    ['www', /is no record/],
    ['www IN', /^IN is no type of record/],
    ['www ANY', /^ANY is no type of record/],
    ['www TXXT', /^TXXT is no type of record/],
    ['www TYPE255', /^TYPE255 is no type of record/],
    ['@ DNSKEY', /signer's/],
    ['@ NS', /needs name servers/],
    ['www 1y A 203.0.113.9', /^1y is no TTL/],
    ['www 9999w A 203.0.113.9', /^9999w is no TTL/],
    ['', /is no record/],
    ['www A 203.0.113.9\nshow', /is no record/],
    ['$(id) A 203.0.113.9', /is no record/],
    ['www.example. A 203.0.113.9', /is not in the zone/],
    ['@ SOA ns hostmaster 1 2 3 4 5', /is not changed by hand/],
  ])('are refused: %j', (text, message) => {
    expect(() => readChanges(ZONE, [text])).toThrow(message);
  });

  it('have a serial in what the primary prints', () => {
    expect(
      serialIn(
        '[anycast.test.] anycast.test. 60 SOA ns.anycast.test. hostmaster.anycast.test. 7 5 1 86400 60\n',
      ),
    ).toBe(7);
    expect(
      serialIn('anycast.test.\t\t60\tIN\tSOA\tns.anycast.test. h.anycast.test. 4294967295 5 1 86400 60\n'),
    ).toBe(4294967295);
    expect(serialIn('')).toBeUndefined();
  });
});

describe('a CNAME', () => {
  const ZONES = {
    dig: 'www.anycast.test.\t60\tIN\tA\t203.0.113.80\nalias.anycast.test. 60 IN CNAME www.anycast.test.\nalias.anycast.test. 60 IN RRSIG CNAME 13 3\n',
    knotc: 'www.anycast.test. 60 A 203.0.113.80\nalias.anycast.test. 60 CNAME www.anycast.test.\n',
  };
  it.each([
    [['www CNAME x'], 'www.anycast.test'],
    [['ALIAS TXT 1'], 'alias.anycast.test'],
    [['new CNAME x', 'new A 203.0.113.1'], 'new.anycast.test'],
    [['www CNAME x', 'www A'], undefined],
    [['alias CNAME x', 'www A 203.0.113.1', 'no TXT'], undefined],
  ])('stands alone: %j', (records, owner) => {
    for (const printed of Object.values(ZONES)) {
      expect(besideAlias(printed, readChanges(ZONE, records))?.owner).toBe(owner);
    }
  });
});

describe('a server’s zone', () => {
  const at = (serial: number | null, seen = 'NOERROR') => ({ serial, seen, suits: true, at: 1 });
  it.each([
    ['as the primary has it', at(7), 7, at(7), 'current'],
    ['older', at(6), 7, at(7), 'behind'],
    ['older across the end of the numbers', at(4294967295), 1, at(1), 'behind'],
    ['as the primary has it, which does not answer the server', at(7), 7, at(null, 'no answer'), 'cut off'],
    ['not there', at(null, 'SERVFAIL'), 7, at(7), 'no zone'],
  ] as const)('%s', (_what, own, newest, fromPrimary, state) => {
    expect(freshnessOf(own, { newest, others: [], fromPrimary }).state).toBe(state);
  });

  it('without a primary is behind where another server has a newer one', () => {
    const without = { newest: undefined, others: [6, 7], fromPrimary: undefined };
    expect([6, 7].map((serial) => freshnessOf(at(serial), without).state)).toEqual(['behind', 'current']);
  });
});
