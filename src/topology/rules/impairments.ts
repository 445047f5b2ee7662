import { CITY_NAMES, findCity } from '../cities.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftImpairments } from '../draft.ts';
import { distanceLatency, wayFrom } from '../resolve-impairments.ts';

/** Places are coordinates, or cities of the table. */
export function citiesAreKnown(draft: Draft): readonly Diagnostic[] {
  return [...draft.sites, ...draft.routers, ...draft.clients].flatMap(({ place }): readonly Diagnostic[] =>
    typeof place?.is !== 'string' || findCity(place.is) !== undefined
      ? []
      : [{ code: 'unknown-city', args: { name: place.is, known: CITY_NAMES }, location: place.at }],
  );
}

/** Where a distance is asked for, both ends are somewhere. A client that says nothing is where its router is. */
export function distancesHavePlaces(draft: Draft): readonly Diagnostic[] {
  const isSomewhere = (name: string): boolean =>
    [...draft.sites, ...draft.routers, ...draft.clients].some(
      ({ text, place }) => text === name && place !== undefined,
    );
  const asked = linksOf(draft).flatMap(({ ends, impairments }) => {
    const [at] = [impairments.both, ...impairments.from].flatMap(({ distanceAt }) => distanceAt ?? []);
    return at === undefined
      ? []
      : ends.filter((end) => !isSomewhere(end)).map((node) => ({ node, location: at }));
  });
  // The default is for every link that has no latency of its own, so all that are on one have to be somewhere.
  const silent = draft.byDistance
    ? draft.links.filter(
        ({ impairments: { both, from } }) => both.is.latency === undefined && from.length < 2,
      )
    : [];
  const wanted = new Set(silent.flatMap(({ from, to }) => [from.text, to.text]));
  const missing = [...draft.sites, ...draft.routers]
    .filter(({ text, place }) => wanted.has(text) && place === undefined)
    .map(({ text: node, at: location }) => ({ node, location }));
  return [...asked, ...missing].map(({ node, location }) => ({ code: 'no-place', args: { node }, location }));
}

/** No packet arrives before it was sent, in any direction. */
export function jitterIsWithinLatency(draft: Draft): readonly Diagnostic[] {
  return linksOf(draft).flatMap(({ ends, impairments }) => {
    const distance = distanceLatency(draft, ends);
    const [first] = ends.flatMap((end): readonly Diagnostic[] => {
      const { is, jitterAt } = wayFrom(impairments, end, distance);
      const { jitter = 0, latency = 0 } = is;
      if (jitterAt === undefined || jitter <= latency) return [];
      return [{ code: 'jitter-too-large', args: { jitter, latency }, location: jitterAt }];
    });
    return first === undefined ? [] : [first];
  });
}

interface AnyLink {
  readonly ends: readonly [string, string];
  readonly impairments: DraftImpairments;
}

/** All that can be impaired: links between routers, those of clients, and members' ports at exchanges. */
export function linksOf(draft: Draft): readonly AnyLink[] {
  return [
    ...draft.links.map(({ from, to, impairments }): AnyLink => ({ ends: [from.text, to.text], impairments })),
    ...draft.clients.map(
      ({ text, router, impairments }): AnyLink => ({ ends: [text, router.text], impairments }),
    ),
    ...draft.exchanges.flatMap(({ text: exchange, members }) =>
      members.map(({ text, impairments }): AnyLink => ({ ends: [exchange, text], impairments })),
    ),
  ];
}
