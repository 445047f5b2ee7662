import type { PerFamily } from '../topology/topology.ts';
import { SMALLEST_NETWORK } from './layout.ts';

/** 10.0.0.0/8 (RFC 1918), of which network number n starts at 10.0.n.0. */
const IPV4_BASE = 10 * 2 ** 24;

/** How many /24s are in 10.0.0.0/8. */
export const NETWORK_NUMBERS = 2 ** 16;

/** The networks with this number: 10.0.n.0/24, or of more addresses if `size` says so, and 3fff:0:n::/48. */
export function networkAt(number: number, size: number): PerFamily<string> {
  return { 4: `${ipv4At(number, 0)}/${32 - Math.log2(size)}`, 6: `${ipv6At(number, 0, 0)}/48` };
}

/** An address in the IPv4 network with this number. */
export function ipv4At(number: number, offset: number): string {
  const address = IPV4_BASE + number * SMALLEST_NETWORK + offset;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/**
 * An address in the documentation prefix 3fff::/20 (RFC 9637), in the text form of RFC 5952.
 *
 * @param subnet number of the /64 in the network's /48
 * @param host the rest of the address; 0 is the prefix itself
 */
export function ipv6At(number: number, subnet: number, host: number): string {
  const prefix = subnet === 0 ? number.toString(16) : `${number.toString(16)}:${subnet.toString(16)}`;
  return `3fff:0:${prefix}::${host === 0 ? '' : host.toString(16)}`;
}
