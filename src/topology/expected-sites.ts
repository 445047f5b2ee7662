/** Which site is to answer a client: one whatever it asks, or another for each service or IP version. */
import type { Family } from './topology.ts';

/** The keys by which a topology file says something of one IP version. */
export const FAMILY_KEYS: Readonly<Record<string, Family>> = { v4: 4, v6: 6 };

/** What is said of one service, or over one IP version; what is absent, of all. */
export interface ExpectedSite {
  readonly service?: string;
  readonly family?: Family;
  /** Its name, several as `sharedAmong` writes them, or `none`. */
  readonly site: string;
}

/** A site, as `ExpectedSite` has it, for all that it says something of; or one for each of several cases. */
export type ExpectedSites = string | readonly ExpectedSite[];

/** By the name of the client. */
export type ExpectedCatchment = Readonly<Record<string, ExpectedSites>>;

/** What is said of a client's queries to a service over an IP version; undefined: nothing. */
export function saidOf(
  expected: ExpectedSites | undefined,
  service: string,
  family: Family,
): string | undefined {
  if (expected === undefined || typeof expected === 'string') return expected;
  return expected.find((each) => (each.service ?? service) === service && (each.family ?? family) === family)
    ?.site;
}
