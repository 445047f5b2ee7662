import { describe, expect, it } from 'vitest';
import { anchorsFile, parseDelv } from '../../src/measure/delv.ts';

describe('parseDelv', () => {
  it.each([
    [
      '; fully validated\nanycast.test.\t60\tIN\tSOA\tns.anycast.test. h.anycast.test. 2 5 1 86400 60\n',
      undefined,
    ],
    [
      ';; validating anycast.test/SOA: verify failed due to bad signature (keyid=123): RRSIG has expired\n;; resolution failed: RRSIG has expired\n',
      'RRSIG has expired',
    ],
    [';; resolution failed: timed out\n', 'timed out'],
    ['; unsigned answer\nanycast.test. 60 IN SOA a. b. 1 2 3 4 5\n', 'unsigned answer'],
    ['', 'no answer'],
  ])('%j', (output, reason) => {
    expect(parseDelv(output)).toEqual(reason === undefined ? { valid: true } : { valid: false, reason });
  });
});

it('writes trust anchors as delv reads them', () => {
  expect(anchorsFile([{ zone: 'anycast.test', key: '257 3 13 AAAA==' }])).toBe(
    'trust-anchors {\n  anycast.test. static-key 257 3 13 "AAAA==";\n};\n',
  );
});
