/** Policies of dnsdist that choose by the name asked for: the same server for a name in every run of a lab. */
import { createHash } from 'node:crypto';
import type { BalancerPolicy } from '../topology/balancer.ts';

/** Points of each server on the ring of `chashed`: with the one that it has by default, servers may get no name at all. */
const POINTS = 1000;

/** What stands before the servers: dnsdist salts its hashes at random otherwise, whenever it starts. */
export function hashSalt(policy: BalancerPolicy): readonly string[] {
  return policy === 'whashed' || policy === 'chashed' ? ['setWHashedPertubation(1)'] : [];
}

/** What else is said of a server: its place on the ring goes by its id, which is drawn at random otherwise. */
export function placeOnRing(policy: BalancerPolicy, name: string): string {
  return policy === 'chashed' ? `weight = ${POINTS}, id = "${uuid(name)}", ` : '';
}

/** A UUID that goes by a name (RFC 9562, version 8). */
function uuid(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
