/** Tells when a client has nothing more to lose whose queries routers may share among several sites (see sharing.ts). */
import { isAnswered } from './outage.ts';
import { type SettledOptions, type SettledWatch, watchSettled } from './settled.ts';
import { answersInARow } from './sharing.ts';

export interface SharedGoal {
  /** The sites that are to answer none of the latest queries ... */
  readonly gone: readonly string[];
  /** ... and those that are to answer some of them. */
  readonly all: readonly string[];
  /** Among how many sites queries may be shared: of so many more it is asked that they are answered. */
  readonly among: number;
}

/** What all sites are called that a query may be answered by, and those that it may not. */
const ANY = 'any';
const GONE = 'gone';

/** As `watchSettled`, but for which of the sites answers: none of the latest queries may be missing. */
export function watchShared({
  gone,
  all,
  among,
  ...options
}: Omit<SettledOptions, 'gone' | 'home'> & SharedGoal): SettledWatch {
  const answers = Math.max(options.answers, answersInARow(among));
  const watch = watchSettled({ ...options, answers, gone: GONE });
  /** The last query that each site answered, by its number. */
  const last = new Map<string, number>();
  let latest = -1;
  return {
    add(sample) {
      const { site, seq, sentAt } = sample;
      if (sentAt < options.since) return;
      latest = Math.max(latest, seq);
      if (site === null || !isAnswered(sample)) return watch.add(sample);
      last.set(site, Math.max(last.get(site) ?? -1, seq));
      watch.add({ ...sample, site: gone.includes(site) ? GONE : ANY });
    },
    isSettled: () =>
      watch.isSettled() &&
      all.every((site) => (last.get(site) ?? Number.NEGATIVE_INFINITY) > latest - answers),
  };
}
