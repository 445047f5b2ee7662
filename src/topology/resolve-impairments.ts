import { type Coordinates, findCity } from './cities.ts';
import { fibreLatency } from './distance.ts';
import type { Draft, DraftImpairment, DraftImpairments } from './draft.ts';
import type { Impairment, LinkImpairments } from './topology.ts';

/** What is said of a link between two nodes, for each direction; undefined where it is a plain cable. */
export function resolveImpairments(
  draft: Draft,
  impairments: DraftImpairments,
  ends: readonly [string, string],
): LinkImpairments | undefined {
  const { mtu } = impairments;
  const directions = ends.map((end) => {
    const { is } = wayFrom(impairments, end, distanceLatency(draft, ends));
    // A latency of 0 is none.
    return [end, Object.fromEntries(Object.entries(is).filter(([, value]) => value > 0))] as const;
  });
  const plain = directions.every(([, impairment]) => Object.keys(impairment).length === 0);
  if (plain && mtu === undefined) return undefined;
  return { ...(mtu === undefined ? {} : { mtu }), from: Object.fromEntries(directions) };
}

/**
 * What happens to packets from an end: what is said of both ways, unless that end has its own.
 * @param distance what light takes between the ends, in µs; `isDefault` where the topology wants it of every link
 */
export function wayFrom(
  { both, from }: DraftImpairments,
  end: string,
  { latency: distance, isDefault }: { readonly latency: number | undefined; readonly isDefault: boolean },
): DraftImpairment {
  const own = from.find(({ text }) => text === end);
  const merged: Impairment = { ...both.is, ...own?.is };
  const says = [own, both].find((one) => one?.is.latency !== undefined || one?.distanceAt !== undefined);
  const byDistance = says === undefined ? isDefault : says.distanceAt !== undefined;
  const jitterAt = own?.jitterAt ?? both.jitterAt;
  return {
    is: byDistance ? { ...merged, latency: distance ?? 0 } : merged,
    ...(jitterAt === undefined ? {} : { jitterAt }),
  };
}

/** What light takes between two nodes; undefined where one of them is nowhere. */
export function distanceLatency(
  draft: Draft,
  [a, b]: readonly [string, string],
): { readonly latency: number | undefined; readonly isDefault: boolean } {
  const [from, to] = [placeOf(draft, a), placeOf(draft, b)];
  const latency = from === undefined || to === undefined ? undefined : fibreLatency(from, to);
  return { latency, isDefault: draft.byDistance };
}

/** Where a node is; undefined where it does not say, or in words that nobody knows. */
function placeOf({ sites, routers, clients }: Draft, name: string): Coordinates | undefined {
  const place = [...sites, ...routers, ...clients].find(({ text }) => text === name)?.place?.is;
  return typeof place === 'string' ? findCity(place) : place;
}
