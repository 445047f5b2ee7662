import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DigQuery, digArguments, parseDig } from '../../src/measure/dig.ts';

/** What dig 9.20.26 printed for these queries: NSD at ::1 and 127.0.0.1, nothing at 127.0.0.9. */
const OUTPUT = readFileSync(new URL('dig-output.yaml', import.meta.url), 'utf8');
const QUERIES: readonly DigQuery[] = [
  { address: '::1', name: 'www.anycast.test', type: 'A', class: 'IN' },
  { address: '::1', name: 'id.server', type: 'TXT', class: 'CH' },
  { address: '::1', name: 'hostname.bind', type: 'TXT', class: 'CH' },
  { address: '127.0.0.9', name: 'www.anycast.test', type: 'A', class: 'IN' },
  { address: '127.0.0.1', name: 'www.other', type: 'A', class: 'IN' },
];

describe('digArguments', () => {
  it('puts each server after its query', () => {
    expect(digArguments(QUERIES.slice(0, 2)).join(' ')).toBe(
      '-r -u +yaml +nsid +time=1 +tries=2 -q www.anycast.test -t A -c IN @::1 -q id.server -t TXT -c CH @::1',
    );
  });
});

describe('parseDig', () => {
  it('reads answers, identities, errors and refusals', () => {
    const [www, id, hostname, none, refused] = parseDig(OUTPUT, QUERIES);
    expect(www).toEqual({ answered: true, rcode: 'NOERROR', server: 'ns1.fra', texts: [], rtt: 883 });
    expect(id).toMatchObject({ server: 'ns1.fra', texts: ['ns1.fra'], rtt: 179 });
    expect(hostname).toMatchObject({ texts: ['ns1.fra'] });
    expect(none).toEqual({ answered: false, reason: 'no servers could be reached' });
    expect(refused).toMatchObject({ answered: true, rcode: 'REFUSED', server: 'ns1.fra' });
  });

  it('reads an answer without EDNS, and one across a second', () => {
    const plain = OUTPUT.replaceAll(/ {6}OPT_PSEUDOSECTION:\n {8}EDNS:\n(?: {10}.*\n)+/g, '')
      .replace('08:50:22.635757Z', '08:50:22.999990Z')
      .replace('08:50:22.636640Z', '08:50:23.000010Z');
    expect(parseDig(plain, QUERIES)[0]).toMatchObject({ server: null, rtt: 20 });
  });

  it('unescapes what a TXT record says', () => {
    const odd = OUTPUT.replace('CH TXT "ns1.fra"', String.raw`CH TXT "a\"b" "c\\"`);
    expect(parseDig(odd, QUERIES)[1]).toMatchObject({ texts: ['a"b', 'c\\'] });
  });

  it.each([
    ['', /not its YAML/],
    ['dig: command not found', /not its YAML/],
    ['- type: OTHER', /not its YAML/],
    ['a: [', /not its YAML/],
    ['- type: DIG_ERROR\n  message: x\n', /1 entries for 5 queries/],
  ])('refuses %j', (output, message) => {
    expect(() => parseDig(output, QUERIES)).toThrow(message);
  });
});
