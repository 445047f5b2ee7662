import type { DraftExpectation } from './draft.ts';
import type { ExpectedCatchment, ExpectedSite, ExpectedSites } from './expected-sites.ts';
import { sharedAmong, sitesIn } from './shared-sites.ts';

/** Without a prototype, so that a client called `constructor` is a client like any other. */
export function resolveCatchment(draft: readonly DraftExpectation[]): ExpectedCatchment {
  const byClient = new Map<string, DraftExpectation[]>();
  for (const each of draft) byClient.set(each.text, [...(byClient.get(each.text) ?? []), each]);
  const catchment: Record<string, ExpectedSites> = Object.create(null);
  for (const [client, said] of byClient) catchment[client] = resolveSites(said);
  return catchment;
}

/** What is said of one client; not empty. */
function resolveSites(draft: readonly DraftExpectation[]): ExpectedSites {
  const sites = draft.map(
    ({ site, service, family }): ExpectedSite => ({
      ...(service === undefined ? {} : { service: service.text }),
      ...(family === undefined ? {} : { family: family.is }),
      site: sharedAmong(sitesIn(site.text)),
    }),
  );
  const [only] = sites;
  return only !== undefined && Object.keys(only).length === 1 ? only.site : sites;
}
