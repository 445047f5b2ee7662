import { describe, expect, it } from 'vitest';
import { mistakesInZones } from '../../src/lab/zone-complaints.ts';
import { formatDiagnostic } from '../../src/topology/messages.ts';

const ZONES = ['bad.test', 'none.test', 'good.test'].map((name) => ({
  name,
  path: `/tmp/${name}.zone`,
  file: `zones/${name}`,
}));

/** What the programs of BIND 9.20, NSD 4.12 and Knot 3.4 said of two zones: one with a bad line, one without a SOA record. */
const SAID = {
  'named-checkzone': `== bad.test
/tmp/bad.test.zone:6: unknown RR type 'AAAAA'
dns_rdata_fromtext: /tmp/bad.test.zone:7: near '999.1.1.1': bad dotted quad
zone bad.test/IN: loading from master file /tmp/bad.test.zone failed: unknown class/type
zone bad.test/IN: not loaded due to errors.
== none.test
zone none.test/IN: has 0 SOA records
zone none.test/IN: has no NS records
zone none.test/IN: not loaded due to errors.
`,
  'nsd-checkzone': `== bad.test
[2026-11-22 00:16:36.265] nsd-checkzone[31812]: error: /tmp/bad.test.zone:6: Invalid TYPE in RR
zone bad.test file /tmp/bad.test.zone has 1 errors
== none.test
[2026-11-22 00:16:36.493] nsd-checkzone[31820]: error: zone configured as 'none.test' has no SOA record
zone none.test file /tmp/none.test.zone has 1 errors
`,
  kzonecheck: `== bad.test
error: [bad.test.] zone loader, error in zone, file '/tmp/bad.test.zone', line 6 (unsupported record type)
error: [bad.test.] zone loader, error in zone, file '/tmp/bad.test.zone', line 7 (invalid IPv4 address)
error: [bad.test.] zone loader, failed to load zone, file '/tmp/bad.test.zone', 2 errors
error: failed to run semantic checks
== none.test
[none.test.] missing SOA at the zone apex

Error summary:
   1\tmissing SOA at the zone apex

error: serious semantic error detected
`,
} as const;

describe('mistakesInZones', () => {
  it.each([
    [
      'named-checkzone',
      [
        "zones/bad.test:6: named-checkzone does not take it: unknown RR type 'AAAAA'; mend the zone file",
        "zones/bad.test:7: named-checkzone does not take it: near '999.1.1.1': bad dotted quad; mend the zone file",
        'zones/none.test: named-checkzone does not take it: zone none.test/IN: has 0 SOA records; mend the zone file',
        'zones/none.test: named-checkzone does not take it: zone none.test/IN: has no NS records; mend the zone file',
      ],
    ],
    [
      'nsd-checkzone',
      [
        'zones/bad.test:6: nsd-checkzone does not take it: Invalid TYPE in RR; mend the zone file',
        "zones/none.test: nsd-checkzone does not take it: zone configured as 'none.test' has no SOA record; mend the zone file",
      ],
    ],
    [
      'kzonecheck',
      [
        'zones/bad.test:6: kzonecheck does not take it: unsupported record type; mend the zone file',
        'zones/bad.test:7: kzonecheck does not take it: invalid IPv4 address; mend the zone file',
        'zones/none.test: kzonecheck does not take it: [none.test.] missing SOA at the zone apex; mend the zone file',
      ],
    ],
  ] as const)('tells what %s says with the lines of the file', (checker, lines) => {
    expect(mistakesInZones(checker, SAID[checker], ZONES).map(formatDiagnostic)).toEqual(lines);
  });

  it('finds nothing where nothing was said', () => {
    expect(mistakesInZones('nsd-checkzone', '', ZONES)).toEqual([]);
  });
});
