import { describe, expect, it } from 'vitest';
import { parsePacket } from '../../../src/measure/forensics/packets.ts';
import { readCapture } from '../../../src/measure/forensics/pcap.ts';
import { dns, type Frame, pcap } from './frames.ts';

const packet = dns('10.0.0.1', 4000, '192.0.2.53', 53, 9);
const FRAMES: readonly Frame[] = [
  { at: 1_700_000_000_000_001, port: 3, direction: 'from', packet },
  { at: 1_700_000_001_999_999, port: 70_000, direction: 'to', packet },
];

function read(file: Buffer, size: number) {
  const seen: object[] = [];
  const reader = readCapture(({ at, port, leaving, packet }) =>
    seen.push({ at, port, leaving, length: packet.length }),
  );
  for (let at = 0; at < file.length; at += size) reader.push(file.subarray(at, at + size));
  return { seen, reader };
}

describe('readCapture', () => {
  it.each([1, 7, 24, 1000])('reads the same frames from pieces of %i bytes', (size) => {
    const { seen, reader } = read(pcap(FRAMES), size);
    reader.end();
    expect(seen).toEqual([
      { at: 1_700_000_000_000_001, port: 3, leaving: false, length: packet.length },
      { at: 1_700_000_001_999_999, port: 70_000, leaving: true, length: packet.length },
    ]);
  });

  it('refuses what is no such capture, is damaged, or was cut short', () => {
    const file = pcap(FRAMES);
    expect(() => read(file.subarray(0, -1), 50).reader.end()).toThrow(/middle/);
    expect(() => read(Buffer.alloc(0), 50).reader.end()).toThrow(/middle/);
    expect(() => read(Buffer.alloc(100), 50)).toThrow(/not a little-endian capture/);
    const damaged = Buffer.from(file);
    damaged.writeUInt32LE(0x7fffffff, 24 + 8);
    expect(() => read(damaged, 50)).toThrow(/damaged/);
  });
});

describe('parsePacket', () => {
  const frame = { at: 0, port: 1, leaving: false, protocol: 0x0800 };

  it('tells a query from an answer, and both from the rest', () => {
    expect(parsePacket({ ...frame, packet })).toMatchObject({
      kind: 'dns',
      answer: false,
      flow: { port: 4000, id: 9 },
    });
    const answer = dns('192.0.2.53', 53, '10.0.0.1', 4000, 9);
    const query = parsePacket({ ...frame, packet });
    expect(parsePacket({ ...frame, packet: answer })).toEqual({
      ...query,
      answer: true,
      message: answer.subarray(28),
    });
    expect(parsePacket({ ...frame, packet: dns('10.0.0.1', 4000, '192.0.2.53', 54, 9) })).toBeUndefined();
    expect(parsePacket({ ...frame, protocol: 0x0806, packet })).toBeUndefined();
  });

  it('takes nothing from a packet that was cut, or a later fragment', () => {
    for (const length of [0, 19, 20, 29])
      expect(parsePacket({ ...frame, packet: packet.subarray(0, length) })).toBeUndefined();
    const fragment = Buffer.from(packet);
    fragment.writeUInt16BE(0x2001, 6);
    expect(parsePacket({ ...frame, packet: fragment })).toBeUndefined();
  });
});
