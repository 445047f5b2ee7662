/** A packet followed link by link, from the node that sent it to where it was last seen. */
import type { Sighting } from './sightings.ts';

/** One link that a packet took. */
export interface Hop {
  readonly link: string;
  readonly from: string;
  /** When `from` sent it, in µs. */
  readonly at: number;
  /** The node that it then went to; null: the link kept it. */
  readonly to: string | null;
  /** When it went to `to`. */
  readonly arrivedAt: number | null;
}

/**
 * Follows a query or an answer from `start`. The order of the hops is that of the path, whatever the order of the
 * timestamps: two processors may stamp two frames in the wrong order.
 *
 * @param sightings of one query, in the order of the capture
 * @param preferred of the nodes that a LAN gave a copy to, those to go on with, the first before others
 */
export function follow(
  sightings: readonly Sighting[],
  packet: Sighting['packet'],
  start: string,
  ...preferred: readonly (string | undefined)[]
): readonly Hop[] {
  const left = sightings.filter((one) => one.packet === packet && one.icmp === undefined);
  const take = (matches: (one: Sighting) => boolean): Sighting | undefined => {
    const index = left.findIndex(matches);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const hops: Hop[] = [];
  for (let node: string | null = start; node !== null; ) {
    const here: string = node;
    const sent = take((one) => one.direction === 'from' && one.node === here);
    if (sent === undefined) break;
    const arrives = (one: Sighting): boolean =>
      one.direction === 'to' && one.link === sent.link && one.node !== here;
    const meant = preferred.find((wanted) => left.some((one) => arrives(one) && one.node === wanted));
    const got = take((one) => arrives(one) && one.node === (meant ?? one.node));
    hops.push({
      link: sent.link,
      from: here,
      at: sent.at,
      to: got?.node ?? null,
      arrivedAt: got?.at ?? null,
    });
    node = got?.node ?? null;
  }
  return hops;
}

/** The first node that sent the packet over the same link a second time; undefined: it did not loop. */
export function loopedAt(hops: readonly Hop[]): string | undefined {
  const seen = new Set<string>();
  return hops.find(({ link, from }) => {
    const way = `${from} ${link}`;
    const again = seen.has(way);
    seen.add(way);
    return again;
  })?.from;
}

/** Where the packet spent most time: on a link, or in a node between two. Undefined without hops. */
export function slowestPlace(hops: readonly Hop[]): string | undefined {
  let slowest: { readonly place: string; readonly took: number } | undefined;
  const consider = (place: string, took: number): void => {
    if (slowest === undefined || took > slowest.took) slowest = { place, took };
  };
  hops.forEach((hop, index) => {
    const before = hops[index - 1];
    if (before !== undefined) consider(hop.from, hop.at - (before.arrivedAt ?? hop.at));
    if (hop.arrivedAt !== null) consider(hop.link, hop.arrivedAt - hop.at);
  });
  return slowest?.place;
}
