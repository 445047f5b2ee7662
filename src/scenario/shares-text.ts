/** The shares of a client whose queries routers share among several sites, in words. */
import type { Outcome } from '../measure/failover.ts';
import type { SiteLoad } from '../measure/site-load.ts';

/** `shares: before fra 48 %, nyc 52 %; during nyc 51 %, nobody 49 %; after nyc 100 %`; nothing of any other client. */
export function sharesText({ shares }: Pick<Outcome, 'shares'>): readonly string[] {
  if (shares === undefined) return [];
  const periods = (['before', 'during', 'after'] as const)
    .filter((name) => shares[name].length > 0)
    .map((name) => `${name} ${shares[name].map(part).join(', ')}`);
  return [`shares: ${periods.join('; ')}`];
}

function part({ site, queries: { count, of } }: SiteLoad): string {
  return `${site ?? 'nobody'} ${Math.round((100 * count) / of)} %`;
}
