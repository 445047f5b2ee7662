import type { Segment } from './segments.ts';

/** Where one link lies in its owner's networks. */
export interface Place {
  readonly segment: Segment;
  /** First IPv4 address, counted from the start of the owner's network. */
  readonly offset: number;
  /** IPv4 addresses in the subnet, a power of two. */
  readonly size: number;
  /** Number of the /64 in the owner's /48. */
  readonly subnet: number;
}

/** The smallest network that a router gets, in IPv4 addresses: a /24, as the Internet accepts no less. */
export const SMALLEST_NETWORK = 256;

/** The smallest LAN, a /29: an edge and up to five servers, or an exchange of six. */
const SMALLEST_LAN = 8;

/** Places a router's links one after the other in its network, and says how large that has to be. */
export function layOut(segments: readonly Segment[]): {
  readonly places: readonly Place[];
  readonly size: number;
} {
  const places: Place[] = [];
  // 0 is the network's own address and 1 the loopback.
  let end = 2;
  for (const [index, segment] of segments.entries()) {
    const size = subnetSize(segment);
    const offset = Math.ceil(end / size) * size;
    places.push({ segment, offset, size, subnet: index + 1 });
    end = offset + size;
  }
  return { places, size: Math.max(SMALLEST_NETWORK, powerOfTwoFrom(end)) };
}

/** A LAN needs two addresses more than it has nodes, for network and broadcast; a /31 has none (RFC 3021). */
function subnetSize({ kind, members }: Segment): number {
  return isShared(kind) ? Math.max(SMALLEST_LAN, powerOfTwoFrom(members.length + 2)) : 2;
}

/** Whether any number of nodes may be on such a link; else there are two. */
export function isShared(kind: Segment['kind']): boolean {
  return kind === 'lan' || kind === 'exchange';
}

function powerOfTwoFrom(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
