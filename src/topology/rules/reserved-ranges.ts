import { type Prefix, parsePrefix } from '../cidr.ts';

/** A range that no service can be announced from, and what it is used for ("which ..."). */
export interface ReservedRange {
  readonly prefix: Prefix;
  readonly use: string;
}

/**
 * The IANA special-purpose registries' ranges that routers refuse or handle in a way of their own
 * (RFC 6890), and the two that a lab takes its own addresses from. Private, shared and documentation
 * ranges are missing on purpose: they are what labs are made of.
 */
export const RESERVED_RANGES: readonly ReservedRange[] = [
  reserved('0.0.0.0/8', 'stands for "this network"'),
  reserved('10.0.0.0/8', "the lab takes its routers' and hosts' addresses from"),
  reserved('127.0.0.0/8', 'is for loopback'),
  reserved('169.254.0.0/16', 'is link-local'),
  reserved('224.0.0.0/4', 'is for multicast'),
  reserved('240.0.0.0/4', 'is reserved'),
  reserved('::/8', 'holds the unspecified, loopback and IPv4-mapped addresses'),
  reserved('3fff::/20', "the lab takes its routers' and hosts' addresses from"),
  reserved('fe80::/10', 'is link-local'),
  reserved('ff00::/8', 'is for multicast'),
];

function reserved(text: string, use: string): ReservedRange {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new Error(`${text} is no prefix`);
  return { prefix, use };
}
