/** Two catchments side by side: who is answered by another site. */
import { sitesIn } from '../topology/shared-sites.ts';
import type { Family } from '../topology/topology.ts';
import type { CatchmentEntry } from './catchment.ts';

/** All of an entry that a comparison needs. */
export type Answered = Pick<CatchmentEntry, 'client' | 'service' | 'family' | 'site' | 'shares'>;

/** One client, service and IP version, with the site that answered it before and after; null: none did. */
export interface CatchmentMove {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly from: string | null;
  readonly to: string | null;
}

export interface CatchmentDifference {
  /** Those that another site answers; in the order of the later catchment. */
  readonly moves: readonly CatchmentMove[];
  /** Those of which only one of the two tells. */
  readonly onlyBefore: readonly Answered[];
  readonly onlyAfter: readonly Answered[];
}

/** Compares two catchments, client by client, service by service, and each IP version by itself. */
export function compareCatchments(
  before: readonly Answered[],
  after: readonly Answered[],
): CatchmentDifference {
  const byKey = (entries: readonly Answered[]): ReadonlyMap<string, Answered> =>
    new Map(entries.map((entry) => [keyOf(entry), entry]));
  const [old, now] = [byKey(before), byKey(after)];
  const moves = after.flatMap(({ client, service, family, site }): readonly CatchmentMove[] => {
    const was = old.get(keyOf({ client, service, family }));
    return was === undefined || was.site === site
      ? []
      : [{ client, service, family, from: was.site, to: site }];
  });
  return {
    moves,
    onlyBefore: before.filter((entry) => !now.has(keyOf(entry))),
    onlyAfter: after.filter((entry) => !old.has(keyOf(entry))),
  };
}

/** How many answers of an IP version each site gives, the sites in the order of the alphabet; null: those of nobody. */
export interface SiteShare {
  readonly site: string | null;
  readonly answers: number;
  readonly of: number;
}

/**
 * The load of each site, in clients (of several services: in answers), over one IP version. One whose queries routers share among
 * several sites counts for each in part, to one decimal.
 */
export function sharesOf(
  entries: readonly Answered[],
  family: Family,
  sites: readonly string[],
): readonly SiteShare[] {
  const own = entries.filter((entry) => entry.family === family);
  const share = (site: string | null): SiteShare => ({
    site,
    answers: Math.round(10 * own.reduce((sum, entry) => sum + partOf(site, entry), 0)) / 10,
    of: own.length,
  });
  const nobody = share(null);
  return [...sites.map(share), ...(nobody.answers === 0 ? [] : [nobody])];
}

/** Which part of a client's queries a site answers, from 0 to 1: as it was counted, else all of its sites equally much. */
function partOf(site: string | null, entry: Answered): number {
  if (site === null || entry.site === null) return site === entry.site ? 1 : 0;
  const among = sitesIn(entry.site);
  if (!among.includes(site)) return 0;
  if (entry.shares === undefined) return 1 / among.length;
  const all = entry.shares.reduce((sum, { answers }) => sum + answers, 0);
  const own = entry.shares.filter((share) => share.site === site);
  return own.reduce((sum, { answers }) => sum + answers, 0) / all;
}

function keyOf({ client, service, family }: Pick<Answered, 'client' | 'service' | 'family'>): string {
  return `${client} ${service} ${family}`;
}
