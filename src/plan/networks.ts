import type { PerFamily } from '../topology/topology.ts';
import { ipv4At, ipv6At, NETWORK_NUMBERS, networkAt } from './addresses.ts';
import type { InterfaceAddress } from './lab-plan.ts';
import { isShared, layOut, type Place, SMALLEST_NETWORK } from './layout.ts';
import type { Segment } from './segments.ts';

/** What a router or edge announces as its own, and the addresses that identify it. */
interface NodeNetwork {
  readonly network: PerFamily<string>;
  /** Host addresses, without a length; the IPv4 one is the router id too. */
  readonly loopback: PerFamily<string>;
}

/** A numbered link. */
interface SegmentNumbers {
  readonly prefixes: PerFamily<string>;
  /** Of each node on the link, IPv4 first. */
  readonly addresses: ReadonlyMap<string, readonly InterfaceAddress[]>;
}

export interface Numbering {
  readonly nodes: ReadonlyMap<string, NodeNetwork>;
  readonly segments: ReadonlyMap<string, SegmentNumbers>;
}

/**
 * Numbers every link from the networks of the routers that own them. Router number n has 10.0.n.0/24
 * and 3fff:0:n::/48; one with more links than a /24 holds has a larger IPv4 network and uses up that
 * many numbers, so that the two families of a router always look alike.
 *
 * @param owners routers, edges and exchanges, in the order of their numbers
 * @throws RangeError when 10.0.0.0/8 has no room left
 */
export function numberNetworks(owners: readonly string[], segments: readonly Segment[]): Numbering {
  const nodes = new Map<string, NodeNetwork>();
  const numbered = new Map<string, SegmentNumbers>();
  const owned = new Map<string, Segment[]>(owners.map((owner) => [owner, []]));
  for (const segment of segments) owned.get(segment.owner ?? segment.members[0])?.push(segment);

  let next = 1;
  for (const [owner, links] of owned) {
    const { places, size } = layOut(links);
    const number = nextNumber(next, size);
    nodes.set(owner, {
      network: networkAt(number, size),
      loopback: { 4: ipv4At(number, 1), 6: ipv6At(number, 0, 1) },
    });
    for (const place of places) numbered.set(place.segment.name, numberSegment(place, number));
    next = number + size / SMALLEST_NETWORK;
  }
  return { nodes, segments: numbered };
}

/** The first number from `from` on at which a network is aligned to its size. */
function nextNumber(from: number, size: number): number {
  const step = size / SMALLEST_NETWORK;
  const number = Math.ceil(from / step) * step;
  if (number + step > NETWORK_NUMBERS) {
    throw new RangeError('the lab needs more IPv4 networks than 10.0.0.0/8 has');
  }
  return number;
}

function numberSegment({ segment, offset, size, subnet }: Place, number: number): SegmentNumbers {
  const isLan = isShared(segment.kind);
  // A LAN's nodes start at 1. A /31 starts at its first address, and ::a with ::b is a /127 that
  // keeps clear of the all-zeros address (RFC 6164, section 5.2).
  const first = isLan ? { 4: 1, 6: 1 } : { 4: 0, 6: 0xa };
  const length = { 4: 32 - Math.log2(size), 6: isLan ? 64 : 127 };

  const addresses = new Map<string, readonly InterfaceAddress[]>();
  for (const [position, node] of segment.members.entries()) {
    addresses.set(node, [
      { family: 4, address: ipv4At(number, offset + first[4] + position), length: length[4] },
      { family: 6, address: ipv6At(number, subnet, first[6] + position), length: length[6] },
    ]);
  }
  return {
    prefixes: {
      4: `${ipv4At(number, offset)}/${length[4]}`,
      6: `${ipv6At(number, subnet, isLan ? 0 : first[6])}/${length[6]}`,
    },
    addresses,
  };
}
