import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Family } from './topology.ts';

/** An IP address as a number, with its canonical text (RFC 5952 for IPv6). */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
  readonly text: string;
}

/** A prefix; `host` is true if bits after its length are set. */
export interface Prefix {
  readonly family: Family;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
  /** Canonical, host bits zero. */
  readonly text: string;
  readonly hasHostBits: boolean;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Reads dotted quads and IPv6 text without a zone; octal, hexadecimal and short forms of IPv4 are refused. */
export function parseAddress(text: string): Address | undefined {
  const family = isIPv4(text) ? 4 : isIPv6(text) && !text.includes('%') ? 6 : undefined;
  if (family === undefined) return undefined;
  const value = ipaddr
    .parse(text)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { family, value, text: addressText(family, value) };
}

/** The canonical text of an address. */
export function addressText(family: Family, value: bigint): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, index) =>
    Number((value >> BigInt(BITS[family] - 8 * (index + 1))) & 0xffn),
  );
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** Reads CIDR notation; undefined if the text is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, base = '', digits = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseAddress(base);
  const length = Number(digits);
  if (address === undefined || length > BITS[address.family]) return undefined;
  const size = 1n << BigInt(BITS[address.family] - length);
  const first = address.value - (address.value % size);
  return {
    family: address.family,
    length,
    first,
    last: first + size - 1n,
    text: `${addressText(address.family, first)}/${length}`,
    hasHostBits: first !== address.value,
  };
}

/** Whether an address lies in a prefix. */
export function contains(prefix: Prefix, address: Address): boolean {
  return prefix.family === address.family && prefix.first <= address.value && address.value <= prefix.last;
}

/** Whether two prefixes share an address. */
export function overlap(a: Prefix, b: Prefix): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
