import { overlap, type Prefix, parsePrefix } from '../cidr.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftService, Placed } from '../draft.ts';
import { endPolicies } from './end-policies.ts';
import { RESERVED_RANGES } from './reserved-ranges.ts';

/** Longest prefixes that most networks accept from others (RFC 7454, section 6.1.3). */
const LONGEST_HEARD = { 4: 24, 6: 48 } as const;

/** Each prefix of a service is one that the Internet would carry. */
export function prefixesAreSound(draft: Draft): readonly Diagnostic[] {
  return draft.services.flatMap(({ prefixes }) => prefixes.flatMap(checkPrefix));
}

function checkPrefix({ text, at: location }: Placed): readonly Diagnostic[] {
  const prefix = parsePrefix(text);
  if (prefix === undefined) return [{ code: 'bad-prefix', args: { text }, location }];
  const found: Diagnostic[] = [];
  const range = RESERVED_RANGES.find((candidate) => overlap(candidate.prefix, prefix));
  if (range !== undefined) {
    const args = { text, range: range.prefix.text, use: range.use };
    found.push({ code: 'prefix-reserved', args, location });
  }
  const limit = LONGEST_HEARD[prefix.family];
  if (prefix.length > limit) found.push({ code: 'prefix-too-long', args: { text, limit }, location });
  else if (prefix.hasHostBits) {
    found.push({ code: 'prefix-host-bits', args: { text, network: prefix.text }, location });
  }
  return found;
}

/** Each prefix of a filter is one; a `+` at its end stands for all in it. */
export function filtersAreSound(draft: Draft): readonly Diagnostic[] {
  const prefixes = endPolicies(draft).flatMap((end) => end.prefixes);
  return prefixes.flatMap(({ text, at: location }): readonly Diagnostic[] => {
    const [plain = '', more = ''] = /^(.*?)(\+?)$/.exec(text)?.slice(1) ?? [];
    const prefix = parsePrefix(plain);
    if (prefix === undefined) return [{ code: 'bad-prefix', args: { text }, location }];
    const args = { text, network: `${prefix.text}${more}` };
    return prefix.hasHostBits ? [{ code: 'prefix-host-bits', args, location }] : [];
  });
}

/** What a site announces besides has to do with a service that it has, and is announced once. */
export function morePrefixesAreSound(draft: Draft): readonly Diagnostic[] {
  const services = new Map(draft.services.map((service) => [service.text, placedPrefixes(service)]));
  const asked = new Set(
    draft.sites.flatMap(({ balancer }) => balancer?.backends?.map(({ text }) => text) ?? []),
  );
  return draft.sites.flatMap((site): readonly Diagnostic[] => {
    const { prefixes = [], withoutServices } = site.announce;
    // A place that announces nothing is there for balancers elsewhere.
    if (withoutServices && prefixes.length === 0 && !asked.has(site.text)) {
      return [{ code: 'announces-no-prefix', args: { site: site.text }, location: site.at }];
    }
    const own = site.services.flatMap(({ text }) => services.get(text)?.map(({ prefix }) => prefix) ?? []);
    const known = new Set(withoutServices ? [] : own.map(({ text }) => text));
    return prefixes.flatMap((placed) => checkMore(placed, site.text, own, known));
  });
}

/** @param known those that are announced already; this one is added */
function checkMore(
  { text, at: location }: Placed,
  site: string,
  own: readonly Prefix[],
  known: Set<string>,
): readonly Diagnostic[] {
  const prefix = parsePrefix(text);
  if (prefix === undefined) return [{ code: 'bad-prefix', args: { text }, location }];
  const range = RESERVED_RANGES.find((candidate) => overlap(candidate.prefix, prefix));
  if (range !== undefined) {
    return [{ code: 'prefix-reserved', args: { text, range: range.prefix.text, use: range.use }, location }];
  }
  if (prefix.hasHostBits)
    return [{ code: 'prefix-host-bits', args: { text, network: prefix.text }, location }];
  if (own.length > 0 && !own.some((each) => overlap(each, prefix))) {
    return [
      { code: 'prefix-unrelated', args: { text, site, prefixes: own.map((each) => each.text) }, location },
    ];
  }
  if (known.has(prefix.text)) return [{ code: 'prefix-again', args: { text, site }, location }];
  known.add(prefix.text);
  return [];
}

/** A service has at most one prefix of each IP version. */
export function onePrefixPerFamily(draft: Draft): readonly Diagnostic[] {
  return draft.services.flatMap((service) =>
    [4, 6].flatMap((family) =>
      placedPrefixes(service)
        .filter(({ prefix }) => prefix.family === family)
        .slice(1)
        .map(({ at, prefix }): Diagnostic => {
          const args = { service: service.text, family: prefix.family };
          return { code: 'prefix-family-twice', args, location: at };
        }),
    ),
  );
}

/** No address belongs to two services. */
export function prefixesDoNotOverlap(draft: Draft): readonly Diagnostic[] {
  const all = draft.services.flatMap((service) =>
    placedPrefixes(service).map((placed) => ({ ...placed, service: service.text })),
  );
  return all.flatMap(({ at, text, prefix, service }, index): readonly Diagnostic[] => {
    const other = all
      .slice(0, index)
      .find((earlier) => earlier.service !== service && overlap(earlier.prefix, prefix));
    if (other === undefined) return [];
    const args = { text, other: other.prefix.text, service: other.service };
    return [{ code: 'prefix-overlap', args, location: at }];
  });
}

function placedPrefixes(service: DraftService): readonly (Placed & { readonly prefix: Prefix })[] {
  return service.prefixes.flatMap((placed) => {
    const prefix = parsePrefix(placed.text);
    return prefix === undefined ? [] : [{ ...placed, prefix }];
  });
}
