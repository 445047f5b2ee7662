import { describe, expect, it } from 'vitest';
import { readIteration } from '../../src/measure/iteration.ts';

const ASKED = { name: 'www.example.test', type: 'A', zone: 'test', family: 4 } as const;

/** Sections by their letter: `an`swer, `au`thority, `ad`ditional. */
function read(
  records: {
    readonly an?: readonly string[];
    readonly au?: readonly string[];
    readonly ad?: readonly string[];
  },
  changes: Partial<Parameters<typeof readIteration>[2]> & { readonly rcode?: string } = {},
) {
  const { rcode = 'NOERROR', ...asked } = changes;
  const sections = { answer: records.an ?? [], authority: records.au ?? [], additional: records.ad ?? [] };
  return readIteration(rcode, sections, { ...ASKED, ...asked });
}

const NS = 'example.test. 60 IN NS ns.example.test.';
const GLUE = ['ns.example.test. 60 IN A 192.0.2.53', 'ns.example.test. 60 IN AAAA 2001:db8:53::53'];

describe('readIteration', () => {
  it('reads a referral, with the addresses of the IP version that is asked over', () => {
    const referral = { kind: 'referral', zone: 'example.test' };
    expect(read({ au: [NS], ad: GLUE })).toEqual({
      ...referral,
      servers: [{ name: 'ns.example.test', address: '192.0.2.53' }],
    });
    expect(read({ au: ['Example.TEST. 60 IN NS NS.example.test.'], ad: GLUE }, { family: 6 })).toEqual({
      ...referral,
      servers: [{ name: 'ns.example.test', address: '2001:db8:53::53' }],
    });
    expect(
      read({ au: ['test. 60 IN NS a.nic.test.'], ad: ['a.nic.test. 60 IN A 198.18.0.53'] }, { zone: '.' }),
    ).toMatchObject({
      zone: 'test',
    });
  });

  it('reads answers, aliases, and that there is nothing', () => {
    const www = 'www.example.test. 60 IN A 203.0.113.80';
    expect(read({ an: [www, 'other.test. 60 IN A 192.0.2.1'], au: [NS] })).toEqual({
      kind: 'answer',
      records: ['A 203.0.113.80'],
    });
    expect(read({ an: ['www.example.test. 60 IN TXT "a b"'] }, { type: 'TXT' })).toMatchObject({
      records: ['TXT "a b"'],
    });
    expect(read({ an: ['www.example.test. 60 IN CNAME Web.example.test.', www] })).toEqual({
      kind: 'alias',
      target: 'web.example.test',
    });
    expect(read({}, { rcode: 'NXDOMAIN' })).toEqual({ kind: 'nothing', rcode: 'NXDOMAIN' });
    const soa = 'example.test. 60 IN SOA ns hostmaster 1 3600 600 86400 60';
    expect(read({ au: [soa] })).toEqual({ kind: 'nothing', rcode: 'NOERROR' });
  });

  it.each([
    ['an error', {}, { rcode: 'REFUSED' }, 'REFUSED'],
    ['nothing at all', {}, {}, 'no answer, and no referral'],
    ['a referral back up', { au: ['. 60 IN NS a.root-servers.'] }, {}, 'refers to ., which is no way down'],
    [
      'one to where it came from',
      { au: ['test. 60 IN NS a.nic.test.'] },
      {},
      'refers to test, which is no way down',
    ],
    [
      'one to another branch',
      { au: ['other.test. 60 IN NS ns.other.test.'] },
      {},
      'refers to other.test, which is no way down',
    ],
    ['one without an address', { au: [NS] }, {}, 'refers to example.test without an IPv4 address'],
  ])('says why %s is of no use', (_what, records, changes, why) => {
    expect(read(records, changes)).toEqual({ kind: 'useless', why });
  });
});
