import ipaddr from 'ipaddr.js';
import type { LabPlan } from '../../../src/plan/lab-plan.ts';

/** Frames and captures, octet by octet, as a kernel and tcpdump write them. */

const bytes = (address: string): Buffer => Buffer.from(ipaddr.parse(address).toByteArray());

/** An IP packet; IPv6 where the addresses are. */
function ip(source: string, destination: string, protocol: number, payload: Buffer): Buffer {
  if (source.includes(':')) {
    const header = Buffer.alloc(8);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(payload.length, 4);
    header.writeUInt8(protocol, 6);
    return Buffer.concat([header, bytes(source), bytes(destination), payload]);
  }
  const header = Buffer.alloc(12);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt8(protocol, 9);
  return Buffer.concat([header, bytes(source), bytes(destination), payload]);
}

/** A DNS message over UDP, of which only the id matters. */
export function dns(
  source: string,
  sourcePort: number,
  destination: string,
  port: number,
  id: number,
): Buffer {
  const udp = Buffer.alloc(8 + 12);
  udp.writeUInt16BE(sourcePort, 0);
  udp.writeUInt16BE(port, 2);
  udp.writeUInt16BE(udp.length, 4);
  udp.writeUInt16BE(id, 8);
  return ip(source, destination, 17, udp);
}

/** An ICMP error that quotes a packet. */
export function icmpError(
  source: string,
  destination: string,
  type: number,
  code: number,
  quoted: Buffer,
): Buffer {
  const header = Buffer.from([type, code, 0, 0, 0, 0, 0, 0]);
  return ip(source, destination, source.includes(':') ? 58 : 1, Buffer.concat([header, quoted]));
}

export interface Segment {
  readonly sequence: number;
  readonly payload?: Buffer;
  /** 1 FIN, 2 SYN, 4 RST. */
  readonly flags?: number;
}

/** A TCP segment from a speaker's port 179. */
export function tcp(source: string, destination: string, { sequence, payload, flags = 0 }: Segment): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(179, 0);
  header.writeUInt16BE(40_000, 2);
  header.writeUInt32BE(sequence, 4);
  header.writeUInt8(0x50, 12);
  header.writeUInt8(0x10 | flags, 13);
  return ip(source, destination, 6, Buffer.concat([header, payload ?? Buffer.alloc(0)]));
}

/** A packet at one end of a link: `from` the node there, or `to` it. */
export interface Frame {
  /** µs of CLOCK_REALTIME. */
  readonly at: number;
  readonly port: number;
  readonly direction: 'from' | 'to';
  readonly packet: Buffer;
}

/** A file of link type SLL2. */
export function pcap(frames: readonly Frame[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt32LE(276, 20);
  return Buffer.concat([header, ...frames.flatMap(record)]);
}

function record({ at, port, direction, packet }: Frame): readonly Buffer[] {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(Math.floor(at / 1e6), 0);
  head.writeUInt32LE(at % 1e6, 4);
  head.writeUInt32LE(20 + packet.length, 8);
  head.writeUInt32LE(20 + packet.length, 12);
  const cooked = Buffer.alloc(20);
  cooked.writeUInt16BE((packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800, 0);
  cooked.writeUInt32BE(port, 4);
  // PACKET_OUTGOING and PACKET_OTHERHOST.
  cooked.writeUInt8(direction === 'to' ? 4 : 3, 10);
  return [head, cooked, packet];
}

/** Indexes for a plan's ports, as the fabric's kernel would give them. */
export function portIndexes(plan: LabPlan): ReadonlyMap<number, string> {
  return new Map(
    plan.links.flatMap(({ ports }) => ports.map(({ port }) => port)).map((port, i) => [i + 2, port]),
  );
}

/** The index of the port that leads from the link between two nodes to `node`. */
export function portOf(plan: LabPlan, node: string, peer: string): number {
  const link = plan.links.find(({ ports }) =>
    [node, peer].every((name) => ports.some((port) => port.node === name)),
  );
  const name = link?.ports.find((port) => port.node === node)?.port;
  const found = [...portIndexes(plan)].find(([, port]) => port === name);
  if (found === undefined) throw new Error(`no link between ${node} and ${peer}`);
  return found[0];
}
