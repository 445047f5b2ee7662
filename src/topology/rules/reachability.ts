import { overlap, type Prefix, parsePrefix } from '../cidr.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftLink, DraftSite } from '../draft.ts';
import { routeServerName } from '../exchange-ports.ts';
import { saidOf } from '../expected-sites.ts';
import { policyTowards } from '../member-sessions.ts';
import { resolveCatchment } from '../resolve-catchment.ts';
import { NOT_ANSWERED } from '../scenario.ts';
import { type Origin, type Passage, spread } from '../spread.ts';
import { draftAsns, draftNetworks } from './networks.ts';

/** Every client's router hears of every service that is announced, but for what clients are to have no answer to. */
export function clientsReachServices(draft: Draft): readonly Diagnostic[] {
  const passages = [...draft.links.map(passageOf), ...exchangePassages(draft)];
  const deafTo = withAsnOf(draft);
  const services = draft.services.flatMap(({ text, prefixes }) => {
    const serving = draft.sites.filter((site) => site.services.some((service) => service.text === text));
    if (serving.length === 0) return [];
    const heard = prefixes
      .flatMap((prefix) => parsePrefix(prefix.text) ?? [])
      .map((prefix) => ({ ...prefix, routers: hearersOf(prefix, serving, deafTo, passages) }));
    return [{ text, heard }];
  });
  const expected = resolveCatchment(draft.catchment);
  const routers = new Set(draft.routers.map(({ text }) => text));
  return draft.clients.flatMap(({ text: client, at: location, router }): readonly Diagnostic[] => {
    if (!routers.has(router.text)) return [];
    const missed = services
      .filter(({ text, heard }) =>
        heard.some(
          (prefix) =>
            !prefix.routers.has(router.text) &&
            saidOf(expected[client], text, prefix.family) !== NOT_ANSWERED,
        ),
      )
      .map(({ text }) => text);
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
  deafTo: (origins: readonly DraftSite[]) => ReadonlySet<string>,
  passages: readonly Passage[],
): ReadonlySet<string> {
  const covering = serving
    .flatMap(({ announce }) => announce.prefixes ?? [])
    .flatMap(({ text }) => parsePrefix(text) ?? [])
    .filter((each) => overlap(each, prefix) && each.length < prefix.length);
  const distinct = new Map([prefix, ...covering].map((each) => [each.text, each]));
  const hearers = [...distinct.values()].flatMap((each) => {
    const origins = serving.filter(({ announce }) => announces(announce, each, prefix));
    return [...spread(each, origins.map(originOf), passages, deafTo(origins))];
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

/** A link as routes see it. */
export function passageOf({ from, to, relationship, family, policy }: DraftLink): Passage {
  const does = new Map(policy.map((end) => [end.text, end.does]));
  return {
    ...{ from: from.text, to: to.text, relationship, policyOf: (end) => does.get(end) },
    ...(family === undefined ? {} : { family }),
  };
}

function originOf({ text, announce: { to, communities } }: DraftSite): Origin {
  return {
    node: text,
    ...(to === undefined ? {} : { to: to.map((hearer) => hearer.text) }),
    ...(communities === undefined ? {} : { communities }),
  };
}

/** Every two members of an exchange are peers, whoever passes their routes on. */
export function exchangePassages(draft: Draft): readonly Passage[] {
  return draft.exchanges.flatMap((exchange) => {
    const { text: name, members, routeServer } = exchange;
    const neighborOf = (other: string) => (routeServer ? routeServerName({ name }) : other);
    return members.flatMap(({ text: from }, index) =>
      members.slice(index + 1).map(
        ({ text: to }): Passage => ({
          ...{ from, to, exchange: name, relationship: 'peering' },
          policyOf: (end) => policyTowards(exchange, end, neighborOf(end === from ? to : from)),
        }),
      ),
    );
  });
}

/** Nodes that drop every route of such origins, as it holds their own ASN (RFC 4271, section 9.1.2) and nothing joins them to one. */
export function withAsnOf(draft: Draft): (origins: readonly DraftSite[]) => ReadonlySet<string> {
  const networks = draftNetworks(draft);
  const nodes = [...draft.sites, ...draft.routers];
  const asnOf = draftAsns(draft);
  return (origins) => {
    const asns = new Set(origins.map(({ text }) => asnOf(text)));
    const joined = new Set(origins.flatMap(({ text }) => networks.get(text) ?? [text]));
    const dropping = nodes.filter(
      ({ text }) => asns.size === 1 && asns.has(asnOf(text)) && !joined.has(text),
    );
    return new Set(dropping.map(({ text }) => text));
  };
}
