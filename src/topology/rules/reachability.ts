import { overlap, type Prefix, parsePrefix } from '../cidr.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftLink, DraftSite } from '../draft.ts';
import { NOT_ANSWERED } from '../scenario.ts';
import { type Origin, type Passage, spread } from '../spread.ts';

/** Every client's router hears of every service that is announced, but for clients that are to have no answer. */
export function clientsReachServices(draft: Draft): readonly Diagnostic[] {
  const passages = draft.links.map(passageOf);
  const services = draft.services.flatMap(({ text, prefixes }) => {
    const serving = draft.sites.filter((site) => site.services.some((service) => service.text === text));
    if (serving.length === 0) return [];
    const heard = prefixes
      .flatMap((prefix) => parsePrefix(prefix.text) ?? [])
      .map((prefix) => hearersOf(prefix, serving, draft.sites, passages));
    return [{ text, isHeardBy: (router: string) => heard.every((routers) => routers.has(router)) }];
  });
  const unserved = new Set(
    draft.catchment.filter(({ site }) => site.text === NOT_ANSWERED).map(({ text }) => text),
  );
  const routers = new Set(draft.routers.map(({ text }) => text));
  return draft.clients.flatMap(({ text: client, at: location, router }): readonly Diagnostic[] => {
    if (!routers.has(router.text) || unserved.has(client)) return [];
    const missed = services.filter(({ isHeardBy }) => !isHeardBy(router.text)).map(({ text }) => text);
    if (missed.length === 0) return [];
    return [
      { code: 'client-unreachable', args: { client, router: router.text, services: missed }, location },
    ];
  });
}

/** Who hears of a service's prefix, or of one that it is a part of: what is only a part of it may leave its address out. */
function hearersOf(
  prefix: Prefix,
  serving: readonly DraftSite[],
  sites: readonly DraftSite[],
  passages: readonly Passage[],
): ReadonlySet<string> {
  const covering = serving
    .flatMap(({ announce }) => announce.prefixes ?? [])
    .flatMap(({ text }) => parsePrefix(text) ?? [])
    .filter((each) => overlap(each, prefix) && each.length < prefix.length);
  const distinct = new Map([prefix, ...covering].map((each) => [each.text, each]));
  const hearers = [...distinct.values()].flatMap((each) => {
    const origins = serving.filter(({ announce }) => announces(announce, each, prefix));
    return [...spread(each, origins.map(originOf), passages, withOriginsAsn(origins, sites))];
  });
  return new Set(hearers);
}

function announces(
  { prefixes = [], withoutServices }: DraftSite['announce'],
  wanted: Prefix,
  own: Prefix,
): boolean {
  const more = prefixes.some(({ text }) => parsePrefix(text)?.text === wanted.text);
  return more || (wanted.text === own.text && withoutServices !== true);
}

function passageOf({ from, to, relationship, policy }: DraftLink): Passage {
  const does = new Map(policy.map((end) => [end.text, end.does]));
  return { from: from.text, to: to.text, relationship, policyOf: (end) => does.get(end) };
}

function originOf({ text, announce: { to, communities } }: DraftSite): Origin {
  return {
    node: text,
    ...(to === undefined ? {} : { to: to.map((hearer) => hearer.text) }),
    ...(communities === undefined ? {} : { communities }),
  };
}

/** Sites that drop every such route, as it holds their own ASN (RFC 4271, section 9.1.2) and they announce none. */
function withOriginsAsn(origins: readonly DraftSite[], sites: readonly DraftSite[]): ReadonlySet<string> {
  const asns = new Set(origins.map(({ asn }) => asn?.asn));
  const dropping = sites.filter(
    (site) => asns.size === 1 && asns.has(site.asn?.asn) && !origins.includes(site),
  );
  return new Set(dropping.map(({ text }) => text));
}
