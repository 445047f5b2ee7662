import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftLink, DraftSite } from '../draft.ts';
import { NOT_ANSWERED } from '../scenario.ts';
import { type Origin, type Passage, spread } from '../spread.ts';

/** Every client's router hears of every service that is announced. */
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
  const routers = new Set(draft.routers.map(({ text }) => text));
  return draft.clients.flatMap(({ text: client, at: location, router }): readonly Diagnostic[] => {
    if (!routers.has(router.text)) return [];
    const missed = services.filter(({ heardBy }) => !heardBy.has(router.text)).map(({ text }) => text);
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

interface Neighbors {
  readonly providers: ReadonlyMap<string, readonly string[]>;
  readonly customers: ReadonlyMap<string, readonly string[]>;
  readonly peers: ReadonlyMap<string, readonly string[]>;
}

function neighborsOf(links: readonly DraftLink[]): Neighbors {
  const group = (pairs: readonly (readonly [string, string])[]) => {
    const map = new Map<string, string[]>();
    for (const [node, neighbor] of pairs) {
      const known = map.get(node);
      if (known === undefined) map.set(node, [neighbor]);
      else known.push(neighbor);
    }
    return map;
  };
  const ends = (relationship: string) =>
    links
      .filter((link) => link.relationship === relationship)
      .map(({ from, to }) => [from.text, to.text] as const);
  const transit = ends('transit');
  const peering = ends('peering');
  const turned = ([from, to]: readonly [string, string]) => [to, from] as const;
  return {
    providers: group(transit),
    customers: group(transit.map(turned)),
    peers: group([...peering, ...peering.map(turned)]),
  };
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
