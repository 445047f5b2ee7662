/** What became of a load's queries: by site, and by client. */
import type { Share } from '../site-load.ts';
import type { LoadQuery } from './load-queries.ts';

/** What became of some queries. `sent` = `answered` + `late` + `lost`. */
export interface LoadFigures {
  readonly sent: number;
  /** Within the timeout. */
  readonly answered: number;
  readonly late: number;
  /** Never answered. */
  readonly lost: number;
  /** Of the answers, late ones included. */
  readonly rcodes: Readonly<Record<string, number>>;
  /** Of the answers, late ones included; null: there were none. */
  readonly latency: Latency | null;
}

/** In µs, by nearest rank. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface SiteFigures extends LoadFigures {
  /** Null: the queries that came to no site's servers. */
  readonly site: string | null;
  /** What came to it, of all that was sent. */
  readonly share: Share;
}

export interface ClientFigures extends LoadFigures {
  readonly client: string;
  /** Queries by the site to which they came, the most first. */
  readonly sites: readonly { readonly site: string | null; readonly queries: number }[];
}

/**
 * Figures of some queries.
 * @param timeout in ms: what took longer is late
 */
export function figuresOf(queries: readonly LoadQuery[], timeout: number): LoadFigures {
  const times = queries.flatMap(({ latency }) => latency ?? []).sort((a, b) => a - b);
  const answered = times.filter((time) => time <= timeout * 1000).length;
  const rcodes: Record<string, number> = {};
  for (const { rcode } of queries) if (rcode !== null) rcodes[rcode] = (rcodes[rcode] ?? 0) + 1;
  return {
    sent: queries.length,
    answered,
    late: times.length - answered,
    lost: queries.length - times.length,
    rcodes,
    latency: latencyOf(times),
  };
}

/** Figures of each site, by name; a site that nothing came to is there too, and last what came to none. */
export function figuresBySite(
  queries: readonly LoadQuery[],
  sites: readonly string[],
  timeout: number,
): readonly SiteFigures[] {
  const strays = queries.some(({ site }) => site === null) ? [null] : [];
  return [...sites.toSorted(), ...strays].map((site) => {
    const own = queries.filter((query) => query.site === site);
    return { site, share: { count: own.length, of: queries.length }, ...figuresOf(own, timeout) };
  });
}

/** Figures of each client that sent, in the order given. */
export function figuresByClient(
  queries: readonly LoadQuery[],
  clients: readonly string[],
  timeout: number,
): readonly ClientFigures[] {
  return clients.map((client) => {
    const own = queries.filter((query) => query.client === client);
    const sites = [...new Set(own.map(({ site }) => site))]
      .map((site) => ({ site, queries: own.filter((query) => query.site === site).length }))
      .sort((a, b) => b.queries - a.queries);
    return { client, sites, ...figuresOf(own, timeout) };
  });
}

/** @param times ascending */
function latencyOf(times: readonly number[]): Latency | null {
  const max = times.at(-1);
  if (max === undefined) return null;
  const rank = (share: number): number => times[Math.ceil(share * times.length) - 1] ?? max;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max };
}
