/** Anycast beside unicast: how far each client is from each site, where anycast took it, and what that costs. Pure. */
import type { Family } from '../topology/topology.ts';
import { type InflationBin, inflationBins } from './inflation.ts';
import { type Spread, spreadOf } from './repeats.ts';
import type { QuerySample } from './samples.ts';

/** Where a client asks: the service address, or the own address of a site. */
export type Target = { readonly anycast: true } | { readonly site: string };

/** What came of a client's queries to one target. */
export interface Reach {
  readonly client: string;
  readonly family: Family;
  readonly target: Target;
  /** The site that answered most of them; null: none was answered. */
  readonly site: string | null;
  /** The median of those answered by it, in µs. */
  readonly rtt: number | null;
  readonly sent: number;
  readonly answered: number;
}

/** A site and how far it is, in µs. */
export interface Distance {
  readonly site: string;
  readonly rtt: number;
}

/** One client over one IP version. */
export interface ClientComparison {
  readonly client: string;
  readonly family: Family;
  /** Null: nobody answered. */
  readonly anycast: Distance | null;
  /** Every site at its own address, by name; null: it did not answer. */
  readonly unicast: readonly { readonly site: string; readonly rtt: number | null }[];
  /** The nearest of those that answered. */
  readonly best: Distance | null;
  /**
   * By how much longer anycast takes than the nearest site, in µs: 0 where it chose that one. Null: one of the two did not answer.
   */
  readonly inflation: number | null;
}

export interface Comparison {
  readonly clients: readonly ClientComparison[];
  /** Over clients and IP versions. A client whom anycast does not answer counts as farther than any other. */
  readonly anycast: Spread;
  readonly inflation: Spread;
  readonly inflationBins: readonly InflationBin[];
  /** What all clients would have if this site served them by itself, from its own address. */
  readonly single: readonly { readonly site: string; readonly rtt: Spread }[];
  /** How often anycast chose the nearest site, of those clients that it answered. */
  readonly nearest: { readonly chosen: number; readonly of: number };
}

/** The queries of one client to one target. */
export function reachOf(
  of: Pick<Reach, 'client' | 'family' | 'target'>,
  samples: readonly QuerySample[],
): Reach {
  const answered = samples.filter(({ receivedAt, site }) => receivedAt !== null && site !== null);
  const bySite = new Map<string, number[]>();
  for (const { site, sentAt, receivedAt } of answered) {
    const rtts = bySite.get(site ?? '') ?? [];
    bySite.set(site ?? '', [...rtts, (receivedAt ?? 0) - sentAt]);
  }
  const [most] = [...bySite].toSorted(([, a], [, b]) => b.length - a.length);
  return {
    ...of,
    site: most?.[0] ?? null,
    rtt: most === undefined ? null : spreadOf(most[1]).median,
    sent: samples.length,
    answered: answered.length,
  };
}

/** Compares what was reached; in the order of the clients as they come. */
export function compareReach(reaches: readonly Reach[]): Comparison {
  const series = new Map<string, Reach[]>();
  for (const reach of reaches) {
    const key = `${reach.client} ${reach.family}`;
    series.set(key, [...(series.get(key) ?? []), reach]);
  }
  const clients = [...series.values()].map(compareClient);
  const sites = [...new Set(clients.flatMap(({ unicast }) => unicast.map(({ site }) => site)))];
  const answered = clients.filter(({ anycast, best }) => anycast !== null && best !== null);
  const inflations = clients.map(({ inflation }) => inflation);
  return {
    clients,
    anycast: spreadOf(clients.map(({ anycast }) => anycast?.rtt ?? null)),
    inflation: spreadOf(inflations),
    inflationBins: inflationBins(inflations),
    single: sites.map((site) => ({
      site,
      rtt: spreadOf(clients.map(({ unicast }) => unicast.find((one) => one.site === site)?.rtt ?? null)),
    })),
    nearest: {
      chosen: answered.filter(({ anycast, best }) => anycast?.site === best?.site).length,
      of: answered.length,
    },
  };
}

function compareClient(reaches: readonly Reach[]): ClientComparison {
  const [{ client, family } = { client: '', family: 4 as Family }] = reaches;
  const unicast = reaches.flatMap(({ target, rtt }) =>
    'site' in target ? [{ site: target.site, rtt }] : [],
  );
  const best = unicast
    .flatMap(({ site, rtt }) => (rtt === null ? [] : [{ site, rtt }]))
    .reduce<Distance | null>((least, one) => (least === null || one.rtt < least.rtt ? one : least), null);
  const chosen = reaches.find(({ target }) => 'anycast' in target);
  const anycast = chosen?.site == null || chosen.rtt === null ? null : { site: chosen.site, rtt: chosen.rtt };
  return { client, family, anycast, unicast, best, inflation: inflationOf(anycast, best) };
}

/** Two figures for one site differ by chance only. */
function inflationOf(anycast: Distance | null, best: Distance | null): number | null {
  if (anycast === null || best === null) return null;
  return anycast.site === best.site ? 0 : Math.max(0, anycast.rtt - best.rtt);
}
