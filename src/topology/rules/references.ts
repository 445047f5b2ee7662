import type { Diagnostic, NodeKind } from '../diagnostic.ts';
import type { Draft, Placed } from '../draft.ts';
import { endPolicies } from './end-policies.ts';
import { linksOf } from './impairments.ts';
import { draftNetworks } from './networks.ts';
import { unknownName } from './unknown-name.ts';

/** Both ends of a link, and the members of an exchange, are sites or routers. */
export function linkEndsExist(draft: Draft): readonly Diagnostic[] {
  const kinds = kindsOf(draft);
  const known = namesOf(draft, 'site', 'router');
  const ends = draft.links.flatMap(({ from, to }) => (from.text === to.text ? [from] : [from, to]));
  return [...ends, ...draft.exchanges.flatMap(({ members }) => members)].flatMap(
    (end): readonly Diagnostic[] => {
      const kind = kinds.get(end.text);
      if (kind === 'client') {
        return [{ code: 'client-on-link', args: { client: end.text }, location: end.at }];
      }
      return kind === undefined ? [unknownName('site or router', end, known)] : [];
    },
  );
}

/** A client is attached to a router: a site's edge serves no access customers. */
export function clientRoutersExist(draft: Draft): readonly Diagnostic[] {
  const kinds = kindsOf(draft);
  const known = namesOf(draft, 'router');
  return draft.clients.flatMap(({ text: client, router }): readonly Diagnostic[] => {
    const kind = kinds.get(router.text);
    if (kind === 'router') return [];
    if (kind === undefined) return [unknownName('router', router, known)];
    const routers = nearestRouters(draft, router.text);
    return [
      { code: 'client-attachment', args: { client, to: router.text, kind, routers }, location: router.at },
    ];
  });
}

/** How many routers a client may be attached to instead are named. */
const OFFERED_ROUTERS = 5;

/** Routers by their distance from a node, in links; those of one distance in the file's order. */
function nearestRouters(draft: Draft, node: string): readonly string[] {
  const start = draft.clients.find(({ text }) => text === node)?.router.text ?? node;
  // A set goes on to yield what is added to it while it is walked.
  const reached = new Set([start]);
  for (const here of reached) {
    for (const { from, to } of draft.links) {
      if (from.text === here) reached.add(to.text);
      if (to.text === here) reached.add(from.text);
    }
  }
  const routers = namesOf(draft, 'router');
  const near = [...reached].filter((name) => routers.includes(name));
  return [...near, ...routers.filter((name) => !reached.has(name))].slice(0, OFFERED_ROUTERS);
}

/** A site announces services that there are. */
export function siteServicesExist(draft: Draft): readonly Diagnostic[] {
  const known = draft.declaredServices;
  const services = new Set(known);
  return draft.sites
    .flatMap(({ services }) => services)
    .flatMap((service) => (services.has(service.text) ? [] : [unknownName('service', service, known)]));
}

/** A policy is one of the link's own ends. */
export function policyEndsExist(draft: Draft): readonly Diagnostic[] {
  return draft.links.flatMap(({ from, to, policy }) => {
    const ends = [from.text, to.text];
    return policy
      .filter(({ text }) => !ends.includes(text))
      .map((end) => unknownName('end of this link', end, ends));
  });
}

/** What packets come from is one of the link's own ends. */
export function impairedEndsExist(draft: Draft): readonly Diagnostic[] {
  return linksOf(draft).flatMap(({ ends, impairments }) =>
    impairments.from
      .filter(({ text }) => !ends.includes(text))
      .map((end) => unknownName('end of this link', end, ends)),
  );
}

/** A site announces to nodes that it has a link to, and so does an end of a session that names who hears its routes. */
export function announcementsHaveHearers(draft: Draft): readonly Diagnostic[] {
  const networks = draftNetworks(draft);
  const check = (nodes: readonly string[], hearers: readonly Placed[]): readonly Diagnostic[] => {
    const known = [...new Set(nodes.flatMap((node) => hearersOf(draft, node)))];
    return hearers
      .filter(({ text }) => !known.includes(text))
      .map((hearer) => unknownName(`neighbour of ${nodes[0]}`, hearer, known));
  };
  return [
    ...draft.sites.flatMap(({ text, announce }) => check([text], announce.to ?? [])),
    ...endPolicies(draft).flatMap(({ text, hearers }) =>
      // All routers of a network know who is not to hear a route.
      check([text, ...(networks.get(text) ?? []).filter((other) => other !== text)], hearers),
    ),
  ];
}

/** The neighbours of a node in other networks, and the exchanges where it meets them. */
function hearersOf(draft: Draft, node: string): readonly string[] {
  const neighbors = draft.links
    .filter(({ relationship }) => relationship !== 'internal')
    .flatMap(({ from, to }) => (from.text === node ? [to.text] : to.text === node ? [from.text] : []));
  // A route server gives to all what it gets; without one each member is a neighbour, and the exchange all of them.
  const atExchanges = draft.exchanges
    .filter(({ members }) => members.some(({ text }) => text === node))
    .flatMap(({ text, members, routeServer }) => [
      text,
      ...(routeServer ? [] : members.map((each) => each.text).filter((name) => name !== node)),
    ]);
  return [...neighbors, ...atExchanges];
}

function kindsOf(draft: Draft): ReadonlyMap<string, NodeKind> {
  // The first declaration of a name counts; a second one is reported by the rule on names.
  return new Map(draft.declared.toReversed().map(({ text, kind }) => [text, kind]));
}

function namesOf(draft: Draft, ...kinds: readonly NodeKind[]): readonly string[] {
  return draft.declared.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
}
