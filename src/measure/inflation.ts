/** How RTT inflation is distributed over clients: by how much longer anycast takes than the nearest site. Pure. */

/** The upper bounds of the bins, in µs: the detour within a country, a continent, and over an ocean or two. */
const BOUNDS = [0, 10_000, 20_000, 50_000, 100_000, 200_000, Number.POSITIVE_INFINITY] as const;

/** So many clients and IP versions whose inflation is above the last bin's bound, and not above this one's. */
export interface InflationBin {
  /** In µs; null: no bound. */
  readonly upTo: number | null;
  readonly clients: number;
}

/**
 * Counts clients by their inflation, in bins that are the same for every lab, so that two can be compared; from 0 (anycast chose the
 * nearest site) to the last that has anybody in it.
 * @param inflations in µs; those without a figure (null) are in no bin
 */
export function inflationBins(inflations: readonly (number | null)[]): readonly InflationBin[] {
  const known = inflations.filter((inflation) => inflation !== null);
  const bins = BOUNDS.map((bound, index) => {
    const above = BOUNDS[index - 1] ?? Number.NEGATIVE_INFINITY;
    return {
      upTo: Number.isFinite(bound) ? bound : null,
      clients: known.filter((inflation) => inflation > above && inflation <= bound).length,
    };
  });
  return bins.slice(0, bins.findLastIndex(({ clients }) => clients > 0) + 1);
}
