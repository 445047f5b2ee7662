import { describe, expect, it } from 'vitest';
import { collectLoad, type LoadQuery } from '../../../src/measure/load-run/load-queries.ts';
import { dns, type Frame, pcap, portIndexes, portOf } from '../forensics/frames.ts';
import { addressOf, plan } from '../forensics/lab.ts';

const SERVICE = '192.0.2.53';

/** An answer to www.example A: the question, one record behind a pointer, and an OPT record with the server's name. */
function answer(server: string, rcode = 0): Buffer {
  const question = Buffer.from('\x03www\x07example\0\0\x01\0\x01', 'latin1');
  const record = Buffer.from('\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xcb\0\x71\x50', 'latin1');
  const name = Buffer.from(server, 'latin1');
  const opt = Buffer.from([0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 4 + name.length, 0, 3, 0, name.length, ...name]);
  const header = Buffer.from([0x84, rcode, 0, 1, 0, 1, 0, 0, 0, 1]);
  return Buffer.concat([header, question, record, opt]);
}

/** A packet of c1's with a message behind its id. */
function packet(direction: 'query' | 'answer', id: number, message: Buffer = Buffer.alloc(10)): Buffer {
  const own = addressOf('c1', 4);
  const whole = direction === 'query' ? dns(own, 4000, SERVICE, 53, id) : dns(SERVICE, 53, own, 4000, id);
  // Without the ten octets of an empty header behind the id.
  const bytes = Buffer.concat([whole.subarray(0, -10), message]);
  bytes.writeUInt16BE(bytes.length, 2);
  return bytes;
}

function collect(frames: readonly Frame[]): readonly LoadQuery[] {
  const collector = collectLoad(plan, portIndexes(plan));
  const file = pcap(frames);
  for (let at = 0; at < file.length; at += 41) collector.push(file.subarray(at, at + 41));
  return collector.end();
}

const START = 1_700_000_000_000_000;
const leave = (at: number, id: number): Frame => ({
  ...{ at: START + at, port: portOf(plan, 'c1', 'u'), direction: 'from' },
  packet: packet('query', id),
});
const arrive = (at: number, id: number, server = 'ns1.fra'): Frame => ({
  ...{ at: START + at, port: portOf(plan, server, 'fra'), direction: 'to' },
  packet: packet('query', id),
});
const come = (at: number, id: number, message: Buffer): Frame => ({
  ...{ at: START + at, port: portOf(plan, 'c1', 'u'), direction: 'to' },
  packet: packet('answer', id, message),
});

const known = { client: 'c1', service: 'dns', family: 4 };

describe('collectLoad', () => {
  it('follows queries to the site that they came to, and to the server that answered', () => {
    const found = collect([
      leave(0, 1),
      leave(100, 2),
      arrive(200, 1),
      arrive(250, 2, 'ns2.fra'),
      come(900, 1, answer('ns1.fra')),
    ]);
    expect(found).toEqual([
      { ...known, site: 'fra', server: 'ns1.fra', rcode: 'NOERROR', latency: 900 },
      { ...known, site: 'fra', server: null, rcode: null, latency: null },
    ]);
  });

  it('knows no site of a query that was lost on its way', () => {
    expect(collect([leave(0, 1)])).toEqual([
      { ...known, site: null, server: null, rcode: null, latency: null },
    ]);
  });

  it('takes an id that comes again for another query, and the first of two answers', () => {
    const found = collect([
      leave(0, 7),
      leave(5000, 7),
      arrive(5100, 7),
      come(5400, 7, answer('ns1.fra', 5)),
      come(5500, 7, answer('ns1.nyc')),
    ]);
    expect(found).toMatchObject([
      { site: null, latency: null },
      { site: 'fra', server: 'ns1.fra', rcode: 'REFUSED', latency: 400 },
    ]);
  });

  it('takes no answer from a message that is cut short', () => {
    const whole = answer('ns1.fra');
    expect(collect([leave(0, 1), come(10, 1, whole.subarray(0, -3))])).toMatchObject([{ latency: null }]);
  });
});
