/** What became of queries, apart from their times. There are few different fates in a run: each is kept once, and known by its number. */
import type { QuerySample } from './samples.ts';

export type Fate = Pick<QuerySample, 'server' | 'site' | 'rcode' | 'late' | 'dropped' | 'error'>;

export interface Fates {
  /** By number. */
  readonly list: readonly Fate[];
  /** The number of a query's fate; a new one where none was like it. */
  numberOf(sample: QuerySample): number;
}

export function collectFates(): Fates {
  const list: Fate[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    numberOf: ({ server, site, rcode, late, dropped, error }) => {
      const key = `${server} ${site} ${rcode} ${late} ${dropped} ${error}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = list.length;
      numbers.set(key, number);
      list.push({ server, site, rcode, late, dropped, ...(error === undefined ? {} : { error }) });
      return number;
    },
  };
}
