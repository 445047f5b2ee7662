/** Captures as tcpdump writes them (the libpcap format, version 2.4), as far as a client's DNS over UDP needs. */

/** A UDP datagram on the wire. */
export interface Datagram {
  /** µs of CLOCK_REALTIME. */
  readonly at: number;
  readonly family: 4 | 6;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly payload: Buffer;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const LINKTYPE_ETHERNET = 1;
const GLOBAL_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET_HEADER = 14;
const IPV6_HEADER = 40;
const UDP_HEADER = 8;
const ETHERTYPE = { 2048: 4, 34525: 6 } as const;

/** The UDP datagrams of a capture, in its order. */
export function parseCapture(capture: Buffer): readonly Datagram[] {
  if (capture.readUInt32LE(0) !== MAGIC_MICROSECONDS || capture.readUInt32LE(20) !== LINKTYPE_ETHERNET) {
    throw new Error('not a little-endian capture of Ethernet frames in microseconds');
  }
  const datagrams: Datagram[] = [];
  for (let offset = GLOBAL_HEADER; offset + RECORD_HEADER <= capture.length; ) {
    const at = capture.readUInt32LE(offset) * 1_000_000 + capture.readUInt32LE(offset + 4);
    const length = capture.readUInt32LE(offset + 8);
    const frame = capture.subarray(offset + RECORD_HEADER, offset + RECORD_HEADER + length);
    offset += RECORD_HEADER + length;
    datagrams.push(parseFrame(at, frame));
  }
  return datagrams;
}

function parseFrame(at: number, frame: Buffer): Datagram {
  const family = ETHERTYPE[frame.readUInt16BE(12) as keyof typeof ETHERTYPE];
  const packet = frame.subarray(ETHERNET_HEADER);
  const header = family === 4 ? ((packet[0] ?? 0) & 0xf) * 4 : IPV6_HEADER;
  const udp = packet.subarray(header);
  const payload = udp.subarray(UDP_HEADER, udp.readUInt16BE(4));
  return { at, family, sourcePort: udp.readUInt16BE(0), destinationPort: udp.readUInt16BE(2), payload };
}
