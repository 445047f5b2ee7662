import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftLink, DraftSite } from '../draft.ts';

/** Every client's router hears of every service that is announced. */
export function clientsReachServices(draft: Draft): readonly Diagnostic[] {
  const services = draft.services.flatMap(({ text }) => {
    const origins = draft.sites.filter((site) => site.services.some((service) => service.text === text));
    return origins.length === 0
      ? []
      : [{ text, heardBy: heardBy(origins, draft.sites, neighborsOf(draft.links.filter(hears(origins)))) }];
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

/** Whether a link carries what sites announce: one that names those who are to hear it announces to nobody else. */
function hears(origins: readonly DraftSite[]) {
  const hearers = new Map(origins.map(({ text, announce }) => [text, announce.to?.map((each) => each.text)]));
  return ({ from, to }: DraftLink): boolean =>
    (hearers.get(from.text)?.includes(to.text) ?? true) &&
    (hearers.get(to.text)?.includes(from.text) ?? true);
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

/**
 * Who hears a prefix under valley-free export: customer routes go to everyone, routes from peers and
 * providers to customers only (RFC 7908 calls the rest a leak). So a route climbs from its origin to
 * providers, crosses one peering at most, and descends to customers.
 */
function heardBy(origins: readonly DraftSite[], sites: readonly DraftSite[], near: Neighbors): Set<string> {
  const deaf = withOriginsAsn(origins, sites);
  const climbed = spread(
    origins.map(({ text }) => text),
    near.providers,
    deaf,
  );
  const crossed = [...climbed]
    .flatMap((node) => near.peers.get(node) ?? [])
    .filter((node) => !deaf.has(node));
  return spread([...climbed, ...crossed], near.customers, deaf);
}

function spread(
  from: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
  deaf: ReadonlySet<string>,
): Set<string> {
  // A set goes on to yield what is added to it while it is walked.
  const reached = new Set(from);
  for (const node of reached) {
    for (const neighbor of next.get(node) ?? []) if (!deaf.has(neighbor)) reached.add(neighbor);
  }
  return reached;
}

/** Sites that drop every such route, as it holds their own ASN (RFC 4271, section 9.1.2) and they announce none. */
function withOriginsAsn(origins: readonly DraftSite[], sites: readonly DraftSite[]): ReadonlySet<string> {
  const asns = new Set(origins.map(({ asn }) => asn?.asn));
  const dropping = sites.filter(
    (site) => asns.size === 1 && asns.has(site.asn?.asn) && !origins.includes(site),
  );
  return new Set(dropping.map(({ text }) => text));
}
