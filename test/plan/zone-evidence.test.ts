import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/plan/zone-evidence.ts';
import type { ServiceZone } from '../../src/topology/topology.ts';

const NAME = 'a.test';
const written = (soa: string): ServiceZone => ({
  name: NAME,
  written: { file: 'a.zone', text: `$TTL 60\n@ IN SOA ns hostmaster ${soa}\nns A 192.0.2.1\n` },
});
const records = (count: number): ServiceZone => ({ name: NAME, records: count });

describe('what shows that a server has read a zone again', () => {
  it.each([
    ['the new serial of a file', written('1 2 3 4 5'), written('7 2 3 4 5'), { serial: 7 }],
    [
      'in whatever form',
      written('1 2 3 4 5'),
      written('( ; of today\n 2026112201 ; serial\n 2 3 4 5)'),
      { serial: 2026112201 },
    ],
    ['also a lower one', written('9 2 3 4 5'), written('2 2 3 4 5'), { serial: 2 }],
    ['nothing, where it is the same', written('1 2 3 4 5'), written('1 2 3 4 6'), undefined],
    [
      'a record that has come',
      records(4),
      records(6),
      { name: 'host-2.a.test', type: 'AAAA', present: true },
    ],
    [
      'one that has gone',
      records(4),
      { name: NAME },
      { name: 'alias-1.a.test', type: 'CNAME', present: false },
    ],
    ['a file in the place of a generated zone', { name: NAME }, written('5 2 3 4 5'), { serial: 5 }],
  ] satisfies readonly (readonly [string, ServiceZone, ServiceZone, unknown])[])(
    '%s',
    (_, before, after, found) => {
      expect(evidenceOf(before, after)).toEqual(found);
    },
  );
});
