/** DNS messages, packets and frames of dnstap, octet by octet. */
import ipaddr from 'ipaddr.js';
import { dns } from '../forensics/frames.ts';

export interface MessageOptions {
  readonly id: number;
  /** Absent: a query. */
  readonly answeredBy?: string;
  readonly rcode?: number;
  readonly name?: string;
  /** By its number; 1 is A. */
  readonly type?: number;
}

/** A query, or an answer without records that names its server (NSID). */
export function message({
  id,
  answeredBy,
  rcode = 0,
  name = 'www.anycast.test',
  type = 1,
}: MessageOptions): Buffer {
  const answer = answeredBy !== undefined;
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  const nsid = Buffer.from(answeredBy ?? '');
  const opt = [0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 4 + nsid.length, 0, 3, 0, nsid.length, ...nsid];
  const flags = answer ? [0x84, rcode] : [0, 0];
  return Buffer.from([
    id >> 8,
    id & 0xff,
    ...flags,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    1,
    ...labels,
    0,
    0,
    type,
    0,
    1,
    ...opt,
  ]);
}

/** A message over UDP. */
export function datagram(
  source: readonly [string, number],
  destination: readonly [string, number],
  payload: Buffer,
): Buffer {
  const whole = dns(...source, ...destination, 0);
  // Instead of the empty header of twelve octets; its lengths are those of IPv4 and UDP.
  const packet = Buffer.concat([whole.subarray(0, -12), payload]);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(packet.length - 20, 24);
  return packet;
}

export interface TapOptions {
  readonly kind: 'query' | 'answer';
  readonly address: string;
  readonly port: number;
  /** µs. */
  readonly at: number;
  readonly message: Buffer;
  /** 1 is UDP, 2 TCP. */
  readonly protocol?: number;
  readonly extra?: string;
}

/** A frame of dnstap, as an authoritative server writes it (AUTH_QUERY, AUTH_RESPONSE). */
export function tap({ kind, address, port, at, message, protocol = 1, extra }: TapOptions): Buffer {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  const [seconds, nanoseconds, payload] = kind === 'query' ? [8, 9, 10] : [12, 13, 14];
  const inner = Buffer.concat([
    number(1, kind === 'query' ? 1 : 2),
    number(2, bytes.length === 4 ? 1 : 2),
    number(3, protocol),
    octets(4, bytes),
    number(6, port),
    number(seconds, Math.floor(at / 1e6)),
    fixed(nanoseconds, (at % 1e6) * 1000),
    octets(payload, message),
  ]);
  return Buffer.concat([
    octets(1, Buffer.from('its own name')),
    ...(extra === undefined ? [] : [octets(3, Buffer.from(extra))]),
    octets(14, inner),
    number(15, 1),
  ]);
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [0x80 | (value % 0x80), ...varint(Math.floor(value / 0x80))];
}

function number(field: number, value: number): Buffer {
  return Buffer.from([...varint(field * 8), ...varint(value)]);
}

function octets(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
}

function fixed(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return Buffer.concat([Buffer.from(varint(field * 8 + 5)), bytes]);
}
