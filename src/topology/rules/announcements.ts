import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { sitesIn } from '../shared-sites.ts';
import { draftNetworks } from './networks.ts';

/** Every service is announced by a site. */
export function servicesAreAnnounced(draft: Draft): readonly Diagnostic[] {
  if (draft.sites.length === 0) return [{ code: 'no-site', args: {}, location: draft.at }];
  const announced = new Set(draft.sites.flatMap(({ services }) => services.map(({ text }) => text)));
  return draft.services.flatMap(({ text: service, at: location }): readonly Diagnostic[] =>
    announced.has(service) ? [] : [{ code: 'service-unannounced', args: { service }, location }],
  );
}

/** Every site announces a service. */
export function sitesAnnounce(draft: Draft): readonly Diagnostic[] {
  if (draft.declaredServices.length === 0) return [{ code: 'no-service', args: {}, location: draft.at }];
  return draft.sites.flatMap(({ text: site, at: location, services }): readonly Diagnostic[] =>
    services.length > 0 ? [] : [{ code: 'site-announces-nothing', args: { site }, location }],
  );
}

/** Keys of an announcement that change what neighbours in other networks hear. */
const CHANGES: ReadonlySet<string> = new Set(['prepend', 'med', 'origin', 'communities']);

/** A site that changes what it announces has a neighbour in another network: within its own, routes stay as they are. */
export function announcementsLeaveNetworks(draft: Draft): readonly Diagnostic[] {
  const outside = new Set([
    ...draft.links
      .filter(({ relationship }) => relationship !== 'internal')
      .flatMap(({ from, to }) => [from.text, to.text]),
    ...draft.exchanges.flatMap(({ members }) => members.map(({ text }) => text)),
  ]);
  const networks = draftNetworks(draft);
  return draft.sites
    .filter(({ text }) => networks.has(text) && !outside.has(text))
    .flatMap(({ text: site, announce }) =>
      announce.keys
        .filter(({ text }) => CHANGES.has(text))
        .map(
          ({ text: key, at: location }): Diagnostic => ({
            code: 'announced-inside',
            args: { site, key },
            location,
          }),
        ),
    );
}

/** A site lists a service once. */
export function siteServicesDiffer(draft: Draft): readonly Diagnostic[] {
  return draft.sites.flatMap(({ services }) =>
    services.flatMap(({ text, at: location }, index): readonly Diagnostic[] =>
      services.findIndex((other) => other.text === text) === index
        ? []
        : [{ code: 'service-twice', args: { service: text }, location }],
    ),
  );
}

/** A site that is to answer a client announces something. */
export function expectedSitesAnnounce(draft: Draft): readonly Diagnostic[] {
  const silent = new Set(draft.sites.filter(({ services }) => services.length === 0).map(({ text }) => text));
  return draft.catchment.flatMap(({ text: client, site }): readonly Diagnostic[] =>
    sitesIn(site.text)
      .filter((name) => silent.has(name))
      .map((name) => ({ code: 'expected-site-silent', args: { client, site: name }, location: site.at })),
  );
}
