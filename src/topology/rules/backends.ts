/** Back ends that a balancer has elsewhere: servers of other sites, which it asks over the routed network. */
import { parsePrefix } from '../cidr.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftSite, Placed } from '../draft.ts';
import { spread } from '../spread.ts';
import { exchangePassages, passageOf, withAsnOf } from './reachability.ts';
import { refuseUnknown } from './unknown-name.ts';

/**
 * A balancer's back ends elsewhere are servers of other sites, each site named once, which have zones for all that its own site announces.
 * A place without servers would have to ask others in its turn, and that may go round in a circle.
 */
export function backendsExist(draft: Draft): readonly Diagnostic[] {
  const known = draft.declared.filter(({ kind }) => kind === 'site').map(({ text }) => text);
  return draft.sites.flatMap((site) => {
    const backends = site.balancer?.backends ?? [];
    return backends.flatMap((place, index): readonly Diagnostic[] => {
      const args = { site: site.text, place: place.text };
      const location = place.at;
      if (place.text === site.text) return [{ code: 'backend-itself', args, location }];
      if (backends.findIndex(({ text }) => text === place.text) < index)
        return [{ code: 'backend-twice', args, location }];
      const found = draft.sites.find(({ text }) => text === place.text);
      // One whose description is wrong is reported for that.
      return found === undefined
        ? refuseUnknown('site', place, known)
        : backendServes(draft, site, place, found);
    });
  });
}

function backendServes(
  draft: Draft,
  site: DraftSite,
  { text: place, at: location }: Placed,
  found: DraftSite,
): readonly Diagnostic[] {
  if (found.servers.length === 0) {
    const having = draft.sites.filter(({ servers, text }) => servers.length > 0 && text !== site.text);
    const sites = having.map(({ text }) => text);
    return [{ code: 'backend-without-servers', args: { place, sites }, location }];
  }
  const has = new Set(found.services.map(({ text }) => text));
  const service = site.services.find(({ text }) => !has.has(text))?.text;
  return service === undefined
    ? []
    : [{ code: 'backend-lacks-service', args: { site: site.text, place, service }, location }];
}

/** Any network that a router announces as its own. */
const NETWORK = parsePrefix('10.0.0.0/24');

/** A balancer's queries reach its back ends, and the answers come back: each site hears of the other's own network. */
export function backendsAreReached(draft: Draft): readonly Diagnostic[] {
  if (NETWORK === undefined || draft.sites.every(({ balancer }) => balancer?.backends === undefined))
    return [];
  const passages = [...draft.links.map(passageOf), ...exchangePassages(draft)];
  const deafTo = withAsnOf(draft);
  const hearers = (origin: DraftSite) => spread(NETWORK, [{ node: origin.text }], passages, deafTo([origin]));
  return draft.sites.flatMap((site) =>
    (site.balancer?.backends ?? []).flatMap((place): readonly Diagnostic[] => {
      const other = draft.sites.find(({ text }) => text === place.text);
      if (other === undefined || (hearers(other).has(site.text) && hearers(site).has(other.text))) return [];
      return [{ code: 'backend-cut-off', args: { site: site.text, place: place.text }, location: place.at }];
    }),
  );
}
