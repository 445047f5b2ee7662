/** Which share of some queries each site answered. */
import { isAnswered } from './outage.ts';
import type { QuerySample } from './samples.ts';

/** So many, of so many. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** The queries that one site answered in a period; `site` is null for those that none did, or none by name. */
export interface SiteLoad {
  readonly site: string | null;
  readonly queries: Share;
}

/** The site that a query counts for; null: it got no answer, or one from nobody by name. */
export function siteOf(query: QuerySample): string | null {
  return isAnswered(query) ? query.site : null;
}

/** Sorted by site, the queries without one last. */
export function toLoads(counts: ReadonlyMap<string | null, number>): readonly SiteLoad[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .sort(([a], [b]) => Number(a === null) - Number(b === null) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([site, count]) => ({ site, queries: { count, of: total } }));
}

/** The loads of some queries; empty of none. */
export function loadsOf(queries: readonly QuerySample[]): readonly SiteLoad[] {
  const counts = new Map<string | null, number>();
  for (const query of queries) counts.set(siteOf(query), (counts.get(siteOf(query)) ?? 0) + 1);
  return toLoads(counts);
}
