import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftService, DraftSite } from '../draft.ts';
import { zoneKey, zonesOfDraft } from '../draft-zones.ts';
import { topLevelDomain } from '../internet-dns.ts';
import { endPolicies } from './end-policies.ts';
import { draftNetworks } from './networks.ts';

/** A service with a role has no zone of its own, to sign or otherwise, and another has one for it to resolve or to lead to. */
export function rolesHaveZones({ services }: Draft): readonly Diagnostic[] {
  const zones = services.some(({ role }) => role === undefined);
  return services.flatMap(({ text: service, at, zone, ownZone, dnssec, role }): readonly Diagnostic[] => {
    if (role === undefined) return [];
    return [
      ...(dnssec === undefined ? [] : [{ code: 'role-dnssec', args: { service }, location: at } as const]),
      ...(ownZone ? [{ code: 'role-zone', args: { service, role }, location: zone.at } as const] : []),
      ...(zones ? [] : [{ code: 'no-other-zone', args: { service, role }, location: at } as const]),
    ];
  });
}

/** Which servers answer over TLS their sites say, but of those that a role brings along; and of these resolvers alone are asked by clients. */
export function onlyResolversHaveTls({ services }: Draft): readonly Diagnostic[] {
  return services.flatMap(({ text: service, at: location, role, tls }): readonly Diagnostic[] => {
    if (tls === undefined || role === 'resolver') return [];
    const args = { service, ...(role === undefined ? {} : { role }) };
    return [{ code: 'tls-of-service', args, location }];
  });
}

/** A top-level domain that the lab has is no service's zone besides: its servers would have two of that name. */
export function topLevelDomainsAreFree({ services }: Draft): readonly Diagnostic[] {
  if (!services.some(({ role }) => role === 'tld')) return [];
  const zones = services.filter(({ role }) => role === undefined).flatMap(zonesOfDraft);
  const tops = new Set(zones.flatMap(({ text }) => topLevelDomain(zoneKey(text))));
  return zones.flatMap(({ text, at }): readonly Diagnostic[] => {
    const zone = zoneKey(text);
    return tops.has(zone) ? [{ code: 'zone-is-tld', args: { zone }, location: at }] : [];
  });
}

/** What answers for a service with a role is no back end: a balancer sends every query to any of its site's servers. */
export function balancersHaveNoRoles({ services, sites }: Draft): readonly Diagnostic[] {
  return sites.flatMap((site): readonly Diagnostic[] => {
    const service = site.balancer && servicesWithRoles(site, services)[0]?.text;
    return service === undefined
      ? []
      : [{ code: 'balancer-before-role', args: { site: site.text, service }, location: site.at }];
  });
}

/**
 * Health checks put one question to all servers of a site, and those of a service with a role have other names than the rest. A resolver
 * can be asked for any name in full, and no primary has what these servers could confirm.
 */
export function healthFitsRoles({ services, sites }: Draft): readonly Diagnostic[] {
  return sites.flatMap((site): readonly Diagnostic[] => {
    const { question, expect, maxStale } = site.health ?? {};
    const resolvable = question?.name?.endsWith('.') === true;
    const strange = servicesWithRoles(site, services).find(
      ({ role }) =>
        maxStale !== undefined ||
        ((question !== undefined || expect !== undefined) && !(role === 'resolver' && resolvable)),
    );
    const keys = [
      ...(question === undefined ? [] : ['query']),
      ...(expect === undefined ? [] : ['expect']),
      ...(maxStale === undefined ? [] : ['max-stale']),
    ];
    return strange === undefined
      ? []
      : [
          {
            code: 'health-of-role',
            args: { site: site.text, service: strange.text, keys },
            location: site.at,
          },
        ];
  });
}

function servicesWithRoles(site: DraftSite, services: readonly DraftService[]): readonly DraftService[] {
  return services.filter(
    ({ text, role }) => role !== undefined && site.services.some((own) => own.text === text),
  );
}

/**
 * A site with a resolver has a server for every zone, or hears of a site that has: routers refuse what comes from outside with their own AS
 * in the path (RFC 4271, section 9.1.2), and sites that give no ASN have one together. Networks of several routers, links that
 * let such routes in, and sites that hear of others to be the last to stay are not judged.
 */
export function resolversReachZones(draft: Draft): readonly Diagnostic[] {
  const networks = draftNetworks(draft);
  if (endPolicies(draft).some(({ does }) => does.allowAsIn !== undefined)) return [];
  const resolvers = new Set(draft.services.filter(({ role }) => role === 'resolver').map(({ text }) => text));
  const has = ({ services }: DraftSite, names: ReadonlySet<string>) =>
    services.some(({ text }) => names.has(text));
  const zones = new Map<string, Set<string>>();
  for (const service of draft.services) {
    const { role, text } = service;
    if (role === 'resolver') continue;
    for (const key of role === undefined
      ? zonesOfDraft(service).map((zone) => zoneKey(zone.text))
      : [`${role} `]) {
      zones.set(key, (zones.get(key) ?? new Set()).add(text));
    }
  }
  return draft.sites
    .filter((site) => has(site, resolvers) && !networks.has(site.text) && !site.health?.lastSiteStays)
    .flatMap((site): readonly Diagnostic[] => {
      const cutOff = [...zones.values()].find(
        (names) =>
          !draft.sites.some(
            (other) => has(other, names) && (other === site || other.asn?.asn !== site.asn?.asn),
          ),
      );
      const [service] = cutOff ?? [];
      return service === undefined
        ? []
        : [{ code: 'resolver-cut-off', args: { site: site.text, service }, location: site.at }];
    });
}
