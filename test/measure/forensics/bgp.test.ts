import { describe, expect, it } from 'vitest';
import { parseBgpMessage } from '../../../src/measure/forensics/bgp-messages.ts';
import { bgpStream } from '../../../src/measure/forensics/bgp-stream.ts';
import { parsePacket } from '../../../src/measure/forensics/packets.ts';
import { type Segment, tcp } from './frames.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function message(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(19, 0xff);
  head.writeUInt16BE(19 + body.length, 16);
  head.writeUInt8(type, 18);
  return Buffer.concat([head, body]);
}

const OPEN = message(1, hex('04 fbf4 0003 0a000001 00'));
const KEEPALIVE = message(4, Buffer.alloc(0));
const notification = (code: number, subcode: number): Buffer => message(3, Buffer.from([code, subcode]));
/** ORIGIN, AS_PATH 64500 64512 in four octets, NEXT_HOP, COMMUNITIES 65535:0. */
const ANNOUNCE = message(
  2,
  hex(
    '0000 001f 40 01 01 00  40 02 0a 02 02 0000fbf4 0000fc00  40 03 04 0a000001  c0 08 04 ffff0000  18 c00002',
  ),
);
const WITHDRAW = message(2, hex('0004 18 c00002 0000'));
/** MP_REACH_NLRI of IPv6 unicast, the attribute's length in two octets, with a global and a link-local next hop. */
const ANNOUNCE_V6 = message(
  2,
  Buffer.concat([
    hex('0000 0031 90 0e 002d  0002 01 20'),
    Buffer.alloc(32, 0xfe),
    hex('00  30 20010db80053  00'),
  ]),
);
const WITHDRAW_V6 = message(2, hex('0000 000d 80 0f 0a 0002 01 30 20010db80053'));

describe('parseBgpMessage', () => {
  it('reads what updates announce and withdraw over IPv4', () => {
    expect(parseBgpMessage(ANNOUNCE)).toEqual({
      ...{ type: 'update', announced: ['192.0.2.0/24'], withdrawn: [] },
      ...{ path: [64500, 64512], gracefulShutdown: true },
    });
    expect(parseBgpMessage(WITHDRAW)).toMatchObject({ announced: [], withdrawn: ['192.0.2.0/24'], path: [] });
  });

  it('reads what updates announce and withdraw over IPv6', () => {
    expect(parseBgpMessage(ANNOUNCE_V6)).toMatchObject({ announced: ['2001:db8:53::/48', '::/0'] });
    expect(parseBgpMessage(WITHDRAW_V6)).toMatchObject({ announced: [], withdrawn: ['2001:db8:53::/48'] });
  });

  it.each([
    [4, 0, 'Hold Timer Expired'],
    [6, 2, 'Cease: Administrative Shutdown'],
    [6, 9, 'Cease: Hard Reset'],
    [6, 10, 'Cease: BFD Down'],
    [2, 6, 'OPEN Message Error: Unacceptable Hold Time'],
    [9, 7, 'code 9: subcode 7'],
  ])('puts a notification %i/%i in words', (code, subcode, text) => {
    expect(parseBgpMessage(notification(code, subcode))).toEqual({ type: 'notification', text });
  });

  it('knows the other types, and none that are not', () => {
    expect(parseBgpMessage(OPEN)).toEqual({ type: 'open', holdTime: 3 });
    expect(parseBgpMessage(KEEPALIVE)).toEqual({ type: 'keepalive' });
    expect(parseBgpMessage(message(5, hex('00010001')))).toEqual({ type: 'route-refresh' });
    expect(parseBgpMessage(message(9, Buffer.alloc(0)))).toBeUndefined();
  });
});

describe('bgpStream', () => {
  /** Types of the messages that each segment completes. */
  function read(segments: readonly Segment[]): readonly (readonly string[])[] {
    const stream = bgpStream();
    return segments.map((segment) => {
      const packet = parsePacket({
        at: 0,
        port: 1,
        leaving: false,
        protocol: 0x0800,
        packet: tcp('10.0.0.1', '10.0.0.2', segment),
      });
      if (packet?.kind !== 'tcp') throw new Error('not a segment');
      return stream.push(packet).map(({ type }) => type);
    });
  }
  const all = Buffer.concat([OPEN, ANNOUNCE, KEEPALIVE]);
  const [part, rest] = [all.subarray(0, 40), all.subarray(40)];

  it('puts a message together from several segments, over the end of the sequence numbers too', () => {
    const start = 0xffffffff - 10;
    expect(
      read([
        { sequence: start - 1, flags: 2 },
        { sequence: start, payload: part },
        { sequence: (start + 40) >>> 0, payload: rest },
      ]),
    ).toEqual([[], ['open'], ['update', 'keepalive']]);
  });

  it('takes what was sent again once, and what came early in its place', () => {
    expect(
      read([
        { sequence: 100, flags: 2 },
        { sequence: 141, payload: rest },
        { sequence: 101, payload: part },
        { sequence: 101, payload: all },
        { sequence: 101 + all.length, payload: KEEPALIVE },
      ]),
    ).toEqual([[], [], ['open', 'update', 'keepalive'], [], ['keepalive']]);
  });

  it('joins a session at its next message, and starts anew with a new one', () => {
    expect(
      read([
        { sequence: 500, payload: Buffer.concat([OPEN.subarray(20), KEEPALIVE]) },
        { sequence: 7000, flags: 2 },
        { sequence: 7001, payload: OPEN },
      ]),
    ).toEqual([['keepalive'], [], ['open']]);
  });

  it('goes on after what never came', () => {
    const later = Array.from({ length: 20 }, (_, index) => ({
      sequence: 1000 + index * 4000,
      payload: Buffer.alloc(4000, KEEPALIVE.subarray(0, 19)),
    }));
    const found = read([{ sequence: 0, flags: 2 }, ...later]).flat();
    expect(found.length).toBeGreaterThan(1000);
  });

  it('passes over a message whose lengths are wrong', () => {
    const broken = message(2, hex('ffff 18 c00002 0000'));
    expect(read([{ sequence: 1, payload: Buffer.concat([broken, KEEPALIVE]) }])).toEqual([['keepalive']]);
  });
});
