/** What forensics reads in an IP packet: DNS over UDP, ICMP errors about it, and TCP segments of BGP. */
import ipaddr from 'ipaddr.js';
import type { Family } from '../../topology/topology.ts';
import type { CapturedFrame } from './pcap.ts';

/** An address as the octets that it has on the wire, one character each: quick to take from a packet, and good as a key. */
export type AddressKey = string;

/** The key of an address in text form. */
export function addressKey(address: string): AddressKey {
  return Buffer.from(ipaddr.parse(address).toByteArray()).toString('latin1');
}

/** By what a query is told from all others; its answer has the same. */
export interface DnsFlow {
  readonly client: AddressKey;
  readonly service: AddressKey;
  /** The client's. */
  readonly port: number;
  readonly id: number;
}

/** Why a node sent a packet's sender an error (RFC 792, RFC 4443). */
export type IcmpReason =
  | 'no-route'
  | 'prohibited'
  | 'host-unreachable'
  | 'port-unreachable'
  | 'unreachable'
  | 'time-exceeded';

export interface DnsPacket {
  readonly kind: 'dns';
  readonly flow: DnsFlow;
  readonly answer: boolean;
  /** From its id on. Good as long as the frame is. */
  readonly message: Buffer;
}

/** An error about a query or an answer, which it quotes. */
export interface IcmpPacket {
  readonly kind: 'icmp';
  readonly reason: IcmpReason;
  readonly flow: DnsFlow;
  /** It is about the answer. */
  readonly answer: boolean;
}

export interface TcpSegment {
  readonly kind: 'tcp';
  readonly family: Family;
  /** Names the connection and the direction. */
  readonly stream: string;
  readonly source: AddressKey;
  readonly destination: AddressKey;
  readonly sequence: number;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** Good as long as the frame is. */
  readonly payload: Buffer;
}

export type Packet = DnsPacket | IcmpPacket | TcpSegment;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
const DNS_PORT = 53;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;
const ICMP_HEADER = 8;

interface IpPacket {
  readonly family: Family;
  readonly protocol: number;
  readonly source: AddressKey;
  readonly destination: AddressKey;
  readonly payload: Buffer;
}

/** Reads a frame's packet; undefined where it is none of these, or was cut too short. */
export function parsePacket({ protocol, packet }: CapturedFrame): Packet | undefined {
  const ip = parseIp(protocol, packet);
  switch (ip?.protocol) {
    case UDP:
      return parseDns(ip);
    case TCP:
      return parseTcp(ip);
    case ICMP:
    case ICMPV6:
      return parseIcmp(ip, protocol);
    default:
      return undefined;
  }
}

function parseIp(etherType: number, packet: Buffer): IpPacket | undefined {
  if (etherType === ETHERTYPE_IPV4 && packet.length >= 20) {
    const header = (packet.readUInt8(0) & 0xf) * 4;
    // A later fragment has no ports.
    if ((packet.readUInt16BE(6) & 0x1fff) !== 0) return undefined;
    return {
      family: 4,
      protocol: packet.readUInt8(9),
      source: packet.toString('latin1', 12, 16),
      destination: packet.toString('latin1', 16, 20),
      // What the frame was padded with is no part of it.
      payload: packet.subarray(header, packet.readUInt16BE(2)),
    };
  }
  if (etherType === ETHERTYPE_IPV6 && packet.length >= IPV6_HEADER) {
    return {
      family: 6,
      protocol: packet.readUInt8(6),
      source: packet.toString('latin1', 8, 24),
      destination: packet.toString('latin1', 24, 40),
      payload: packet.subarray(IPV6_HEADER, IPV6_HEADER + packet.readUInt16BE(4)),
    };
  }
  return undefined;
}

function parseDns({ source, destination, payload }: IpPacket): DnsPacket | undefined {
  if (payload.length < UDP_HEADER + 2) return undefined;
  const from = payload.readUInt16BE(0);
  const to = payload.readUInt16BE(2);
  const id = payload.readUInt16BE(UDP_HEADER);
  const message = payload.subarray(UDP_HEADER);
  if (to === DNS_PORT) {
    const flow = { client: source, service: destination, port: from, id };
    return { kind: 'dns', flow, answer: false, message };
  }
  if (from !== DNS_PORT) return undefined;
  const flow = { client: destination, service: source, port: to, id };
  return { kind: 'dns', flow, answer: true, message };
}

function parseIcmp({ family, payload }: IpPacket, etherType: number): IcmpPacket | undefined {
  if (payload.length < ICMP_HEADER) return undefined;
  const reason = icmpReason(family, payload.readUInt8(0), payload.readUInt8(1));
  const quoted = parseIp(etherType, payload.subarray(ICMP_HEADER));
  if (reason === undefined || quoted?.protocol !== UDP) return undefined;
  const about = parseDns(quoted);
  return about === undefined ? undefined : { kind: 'icmp', reason, flow: about.flow, answer: about.answer };
}

/** By IP version, type and code: those that RFC 792 and RFC 4443 (section 3) tell apart, and that matter here. */
const ICMP_REASONS: Readonly<Record<string, IcmpReason>> = {
  '4 3 0': 'no-route',
  '4 3 1': 'host-unreachable',
  '4 3 3': 'port-unreachable',
  '4 3 9': 'prohibited',
  '4 3 10': 'prohibited',
  '4 3 13': 'prohibited',
  '6 1 0': 'no-route',
  '6 1 1': 'prohibited',
  '6 1 3': 'host-unreachable',
  '6 1 4': 'port-unreachable',
};

function icmpReason(family: Family, type: number, code: number): IcmpReason | undefined {
  if (type === (family === 4 ? 11 : 3)) return 'time-exceeded';
  if (type !== (family === 4 ? 3 : 1)) return undefined;
  return ICMP_REASONS[`${family} ${type} ${code}`] ?? 'unreachable';
}

function parseTcp({ family, source, destination, payload }: IpPacket): TcpSegment | undefined {
  if (payload.length < 20) return undefined;
  const ports = payload.toString('latin1', 0, 4);
  const flags = payload.readUInt8(13);
  return {
    kind: 'tcp',
    family,
    stream: `${source} ${destination} ${ports}`,
    source,
    destination,
    sequence: payload.readUInt32BE(4),
    syn: (flags & 0x02) !== 0,
    fin: (flags & 0x01) !== 0,
    rst: (flags & 0x04) !== 0,
    payload: payload.subarray((payload.readUInt8(12) >> 4) * 4),
  };
}
