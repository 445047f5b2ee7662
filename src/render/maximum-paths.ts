import { type Bestpath, MULTIPATH } from '../topology/topology.ts';

/** How many of several equal paths a router uses at once; 16 is more than any lab has reason for. */
export function maximumPaths(bestpath: Bestpath): number {
  return bestpath === MULTIPATH ? 16 : 1;
}
