import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FABRIC = fileURLToPath(new URL('../../images/fabric', import.meta.url));

const DRIVER = `
import json, sys
sys.path.insert(0, sys.argv[1])
from agent import daemons
def read(kind, answer):
    try:
        return daemons.KINDS[kind].read(bytes.fromhex(answer))
    except (ValueError, LookupError) as error:
        return {'refused': str(error)}
print(json.dumps([read(*each) for each in json.loads(sys.argv[2])]))
`;

/** What is made of each answer. */
function read(...answers: readonly (readonly [kind: string, answer: Buffer | string])[]): readonly unknown[] {
  const asked = answers.map(([kind, answer]) => [kind, Buffer.from(answer).toString('hex')]);
  const words = ['-BIS', '-c', DRIVER, FABRIC, JSON.stringify(asked)];
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
  const uncached = { hits: 0, misses: 0 };

  it('is read from what each of them prints', () => {
    const unbound =
      'thread0.num.queries=9\ntotal.num.queries=9\ntotal.num.cachehits=6\ntotal.num.cachemiss=3\n';
    const found = read(
      ['nsd', 'server0.queries=7\nnum.queries=7\nnum.type.A=3\n'],
      ['unbound', unbound],
      ['bind', http({ nsstats: { Requestv4: 6, QryUDP: 4, QryTCP: 2 } })],
      ['bind', http({ nsstats: {} })],
      ['dnsdist', http({ queries: 5, 'cache-hits': 1, 'cache-misses': 2 })],
      ['health', 'HTTP/1.0 200 OK\r\n\r\n# HELP x y\n'],
    );
    expect(found).toEqual([
      { queries: 7, ...uncached },
      { queries: 9, hits: 6, misses: 3 },
      { queries: 6, ...uncached },
      { queries: 0, ...uncached },
      { queries: 5, hits: 1, misses: 2 },
      { text: '# HELP x y\n' },
    ]);
  });

  it('is read from units of knotd, of which only queries count', () => {
    const operation = (id: string, count: string) => ({
      ...{ 19: 'mod-stats', 20: 'server-operation', 21: id, 26: count },
    });
    const answer = [
      unit(1, { 19: 'mod-stats', 20: 'request-protocol', 21: 'udp4', 26: '12' }),
      unit(1, operation('query', '11')),
      unit(2, { 21: 'notify', 26: '1' }),
      unit(3),
    ];
    expect(read(['knot', Buffer.concat(answer)], ['knot', unit(3)])).toEqual([
      { queries: 11, ...uncached },
      { queries: 0, ...uncached },
    ]);
  });

  it('is not made of what is something else', () => {
    const found = read(
      ['nsd', 'error unknown command\n'],
      ['unbound', ''],
      ['bind', http({}, '404 Not Found')],
      ['knot', Buffer.concat([unit(1, { 18: 'not supported' }), unit(3)])],
      ['knot', unit(1, { 19: 'mod-stats' }).subarray(0, 3)],
    );
    expect(found).toEqual([
      { refused: 'error unknown command' },
      { refused: 'nothing' },
      { refused: 'HTTP/1.0 404 Not Found' },
      { refused: 'not supported' },
      { refused: expect.stringContaining('cut short') },
    ]);
  });
});
