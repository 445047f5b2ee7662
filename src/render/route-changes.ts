/** What is changed of a route, as lines of a route-map. */
import type { ExportChange, ImportChange, Strip } from '../topology/topology.ts';

/** Both changes one after the other: prepending and communities add up, of the rest the later holds. */
export function merge(first: ExportChange, then: ExportChange): ExportChange {
  const prepend = (first.prepend ?? 0) + (then.prepend ?? 0);
  const communities = [...(first.communities ?? []), ...(then.communities ?? [])];
  return {
    ...first,
    ...then,
    ...(prepend === 0 ? {} : { prepend }),
    ...(communities.length === 0 ? {} : { communities }),
  };
}

/**
 * The `set` lines of a change.
 * @param prepended the ASN that is put before the path; `last-as`: the one that stands there first
 */
export function changes(change: ImportChange, prepended: number | 'last-as'): readonly string[] {
  const { localPref, weight, prepend, med, origin, communities = [] } = change;
  const [standard, large] = bySize(communities);
  const path =
    prepended === 'last-as'
      ? `last-as ${prepend}`
      : Array.from({ length: prepend ?? 0 }, () => prepended).join(' ');
  return [
    ...(prepend === undefined ? [] : [`set as-path prepend ${path}`]),
    ...(standard.length === 0 ? [] : [`set community ${standard.join(' ')} additive`]),
    ...(large.length === 0 ? [] : [`set large-community ${large.join(' ')} additive`]),
    ...(localPref === undefined ? [] : [`set local-preference ${localPref}`]),
    ...(med === undefined ? [] : [`set metric ${med}`]),
    ...(origin === undefined ? [] : [`set origin ${origin}`]),
    ...(weight === undefined ? [] : [`set weight ${weight}`]),
  ];
}

/** The `set` lines that take communities away, with the lists from `stripLists`. */
export function strips(name: string, strip: Strip['strip']): readonly string[] {
  if (strip === 'all') return ['set community none', 'set large-community none'];
  const [standard, large] = bySize(strip ?? []);
  return [
    ...(standard.length === 0 ? [] : [`set comm-list strip--${name} delete`]),
    ...(large.length === 0 ? [] : [`set large-comm-list strip--${name} delete`]),
  ];
}

/** The lists of the communities that a route-map takes away. */
export function stripLists(name: string, strip: Strip['strip']): readonly string[] {
  if (strip === undefined || strip === 'all') return [];
  const lines = bySize(strip).flatMap((communities, index) =>
    communities.map(
      (community, place) =>
        `bgp ${index === 0 ? '' : 'large-'}community-list standard strip--${name} seq ${5 * (place + 1)} permit ${community}`,
    ),
  );
  return [...lines, '!'];
}

/** Standard communities (RFC 1997), and large ones (RFC 8092). */
function bySize(
  communities: readonly string[],
): readonly [standard: readonly string[], large: readonly string[]] {
  const isLarge = (community: string): boolean => community.split(':').length === 3;
  return [communities.filter((each) => !isLarge(each)), communities.filter(isLarge)];
}
