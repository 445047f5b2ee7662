import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from agent import daemons
try:
    print(json.dumps(daemons.KINDS[sys.argv[2]].read(bytes.fromhex(sys.argv[3]))))
except (ValueError, LookupError) as error:
    print(json.dumps({'refused': str(error)}))
`;

function read(kind: string, answer: Buffer | string): unknown {
  const words = ['-BIS', '-c', DRIVER, FABRIC, kind, Buffer.from(answer).toString('hex')];
  return JSON.parse(execFileSync('python3', words, { encoding: 'utf8' }));
}

const http = (body: object, status = '200 OK') =>
  `HTTP/1.0 ${status}\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}`;

/** Units of knotd's protocol: a type, and items by their codes. */
const unit = (type: number, items: Readonly<Record<number, string>> = {}) =>
  Buffer.concat([
    Buffer.from([type]),
    ...Object.entries(items).map(([code, text]) => {
      const head = Buffer.from([Number(code), 0, 0]);
      head.writeUInt16BE(text.length, 1);
      return Buffer.concat([head, Buffer.from(text)]);
    }),
  ]);

describe('what DNS daemons say that they have counted', () => {
  it('is read from what each of them prints', () => {
    const uncached = { hits: 0, misses: 0 };
    expect(read('nsd', 'server0.queries=7\nnum.queries=7\nnum.type.A=3\n')).toEqual({
      queries: 7,
      ...uncached,
    });
    const unbound =
      'thread0.num.queries=9\ntotal.num.queries=9\ntotal.num.cachehits=6\ntotal.num.cachemiss=3\n';
    expect(read('unbound', unbound)).toEqual({ queries: 9, hits: 6, misses: 3 });
    expect(read('bind', http({ nsstats: { Requestv4: 6, QryUDP: 4, QryTCP: 2 } }))).toEqual({
      ...{ queries: 6, ...uncached },
    });
    expect(read('bind', http({ nsstats: {} }))).toEqual({ queries: 0, ...uncached });
    const dnsdist = { queries: 5, 'cache-hits': 1, 'cache-misses': 2 };
    expect(read('dnsdist', http(dnsdist))).toEqual({ queries: 5, hits: 1, misses: 2 });
  });

  it('is read from units of knotd, of which only queries count', () => {
    const operation = (id: string, count: string) => ({
      19: 'mod-stats',
      20: 'server-operation',
      21: id,
      26: count,
    });
    const answer = [
      unit(1, { 19: 'mod-stats', 20: 'request-protocol', 21: 'udp4', 26: '12' }),
      unit(1, operation('query', '11')),
      unit(2, { 21: 'notify', 26: '1' }),
      unit(3),
    ];
    expect(read('knot', Buffer.concat(answer))).toEqual({ queries: 11, hits: 0, misses: 0 });
    expect(read('knot', unit(3))).toEqual({ queries: 0, hits: 0, misses: 0 });
  });

  it('is not made of what is something else', () => {
    expect(read('nsd', 'error unknown command\n')).toEqual({ refused: 'error unknown command' });
    expect(read('unbound', '')).toEqual({ refused: 'nothing' });
    expect(read('bind', http({}, '404 Not Found'))).toEqual({ refused: 'HTTP/1.0 404 Not Found' });
    expect(read('knot', Buffer.concat([unit(1, { 18: 'not supported' }), unit(3)]))).toEqual({
      refused: 'not supported',
    });
    expect(read('knot', unit(1, { 19: 'mod-stats' }).subarray(0, 3))).toMatchObject({
      refused: expect.stringContaining('cut short'),
    });
  });
});
