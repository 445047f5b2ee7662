/** The root and the top-level domains of a lab (`internet-dns: true`): services that delegate to those with zones of their own. */
import { overlap, parsePrefix } from './cidr.ts';
import type { DraftService } from './draft.ts';
import { zoneKey, zonesOfDraft } from './draft-zones.ts';
import type { Location } from './source-position.ts';

/** Their names, and roles. */
const PARENTS = ['root', 'tld'] as const;

/**
 * Where they are announced from if the author does not say: ranges for documentation (RFC 5737, RFC 3849) and, as two IPv4 ones
 * are soon used up, and the third has the address of every zone's `www`, for benchmarks (RFC 2544).
 */
const CANDIDATES: readonly (readonly string[])[] = [
  ['198.51.100.0/24', '192.0.2.0/24', '198.18.0.0/24', '198.18.1.0/24', '198.18.2.0/24', '198.18.3.0/24'],
  ['2001:db8:d0::/48', '2001:db8:d1::/48', '2001:db8:d2::/48', '2001:db8:d3::/48'],
];

/** The top-level domain of a zone; nothing where the zone is one itself. */
export function topLevelDomain(zone: string): readonly string[] {
  const labels = zone.split('.');
  return labels.length > 1 ? labels.slice(-1) : [];
}

/**
 * The services of a draft with those for the root and, where zones are below one, for top-level domains. The author's own services of
 * these names are taken for them.
 * @param at where `internet-dns: true` stands; undefined: it does not
 */
export function withInternetDns(
  services: readonly DraftService[],
  at: Location | undefined,
): readonly DraftService[] {
  if (at === undefined) return services;
  const said = services.map((service) => {
    const role = PARENTS.find((name) => name === service.text);
    return role === undefined ? service : { ...service, role };
  });
  const zones = said.filter(({ role }) => role === undefined).flatMap(zonesOfDraft);
  const needed = PARENTS.filter(
    (name) => name === 'root' || zones.some(({ text }) => topLevelDomain(zoneKey(text)).length > 0),
  );
  const all: DraftService[] = [...said];
  for (const text of needed) {
    if (said.some((service) => service.text === text)) continue;
    const taken = all.flatMap(({ prefixes }) => prefixes.flatMap((prefix) => parsePrefix(prefix.text) ?? []));
    const isFree = (candidate: string): boolean => {
      const prefix = parsePrefix(candidate);
      return prefix !== undefined && !taken.some((other) => overlap(other, prefix));
    };
    const prefixes = CANDIDATES.flatMap((family) => family.find(isFree) ?? []);
    all.push({
      ...{ text, at, role: text, addresses: [], zones: [], ownZone: false },
      prefixes: prefixes.map((prefix) => ({ text: prefix, at })),
      zone: { text: '.', at },
    });
  }
  return all;
}
