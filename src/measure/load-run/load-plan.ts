/** How a load is shared out among clients and addresses. Pure. */

/** What one load may be at most, so that it stays a lab's: queries a second, seconds, and queries in all. */
export const LOAD_LIMITS = { qps: 10_000, seconds: 60, queries: 200_000 };

export interface LoadShare {
  readonly client: string;
  readonly address: string;
  /** Queries a second. */
  readonly qps: number;
}

/**
 * Shares a rate out: to clients by their weights, and evenly to the addresses that each asks; whole queries a second, which
 * add up to the rate. Where it is too small for all, some come away with none.
 * @param rate queries a second
 */
export function shareLoad(
  rate: number,
  weights: ReadonlyMap<string, number>,
  addresses: readonly string[],
): readonly LoadShare[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const ways = [...weights].flatMap(([client, weight]) =>
    addresses.map((address) => {
      const exact = (rate * weight) / total / addresses.length;
      return { client, address, whole: Math.floor(exact), rest: exact % 1 };
    }),
  );
  const left = rate - ways.reduce((sum, { whole }) => sum + whole, 0);
  const rounded = new Set(ways.toSorted((a, b) => b.rest - a.rest).slice(0, left));
  return ways.map((way) => ({
    client: way.client,
    address: way.address,
    qps: way.whole + (rounded.has(way) ? 1 : 0),
  }));
}
