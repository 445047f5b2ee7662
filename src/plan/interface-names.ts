import type { Segment } from './segments.ts';
import { uniqueHash } from './unique-hash.ts';

/** IFNAMSIZ of Linux, less the final NUL. */
const LONGEST_NAME = 15;

/**
 * Names a node's interfaces: `lan` on a site's edge, `eth0` on servers and clients, and on routers
 * `to-` and the node at the other end (or the exchange), or a hash of the link where that is too long or two links lead there.
 *
 * @param segments the links that the node is on, in an order that does not change
 * @returns names by link
 */
export function interfaceNames(node: string, segments: readonly Segment[]): ReadonlyMap<string, string> {
  const wanted = segments.map((segment) => plainName(node, segment));
  const isPlain = (name: string) =>
    name.length <= LONGEST_NAME && wanted.indexOf(name) === wanted.lastIndexOf(name);

  const taken = new Set(wanted.filter(isPlain));
  return new Map(
    segments.map((segment) => {
      const plain = plainName(node, segment);
      const hashed = (digest: string) => `to-${digest.slice(0, 10)}`;
      return [segment.name, isPlain(plain) ? plain : uniqueHash(taken, [segment.name], hashed)];
    }),
  );
}

function plainName(node: string, { name, kind, members }: Segment): string {
  const [owner, ...others] = members;
  if (kind === 'exchange') return `to-${name}`;
  if (kind === 'lan' && node === owner) return 'lan';
  if (kind === 'session' || kind === 'internal') return `to-${node === owner ? others[0] : owner}`;
  return node === owner ? `to-${others[0]}` : 'eth0';
}
