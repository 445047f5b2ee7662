/** Networks of several routers. */
import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { networksOf } from '../joined.ts';

/** The networks of several routers of a draft, by member. */
export function draftNetworks({ links }: Draft): ReadonlyMap<string, readonly string[]> {
  const internal = links.filter(({ relationship }) => relationship === 'internal');
  return networksOf(internal.map(({ from, to }) => ({ from: from.text, to: to.text })));
}

/** The name of the node that stands for the network that a node is in: its first, or the node itself where it is alone. */
export function representativeOf(draft: Draft): (node: string) => string {
  const networks = draftNetworks(draft);
  return (node) => networks.get(node)?.[0] ?? node;
}

/**
 * Tells which nodes have one ASN: gives that ASN, of whichever node of a network gives it, or what stands for it. Sites that give none and are
 * alone share one.
 */
export function draftAsns(draft: Draft): (node: string) => number | string {
  const networks = draftNetworks(draft);
  const given = new Map([...draft.sites, ...draft.routers].map(({ text, asn }) => [text, asn?.asn]));
  const sites = new Set(draft.sites.map(({ text }) => text));
  return (node) => {
    const members = networks.get(node) ?? [node];
    const asn = members.map((member) => given.get(member)).find((each) => each !== undefined);
    return asn ?? (networks.has(node) || !sites.has(node) ? (members[0] ?? node) : '');
  };
}

/** Routers of one network have one ASN. */
export function networksHaveOneAsn(draft: Draft): readonly Diagnostic[] {
  const representative = representativeOf(draft);
  const first = new Map<string, { readonly node: string; readonly asn: number; readonly line: number }>();
  return [...draft.sites, ...draft.routers].flatMap(({ text: node, asn: given }): readonly Diagnostic[] => {
    if (given === undefined) return [];
    const other = first.get(representative(node));
    if (other === undefined) {
      first.set(representative(node), { node, asn: given.asn, line: given.at.line ?? 0 });
      return [];
    }
    if (other.asn === given.asn) return [];
    const args = { node, asn: given.asn, other: other.node, otherAsn: other.asn, line: other.line };
    return [{ code: 'network-asns', args, location: given.at }];
  });
}

/** Keys of a link that say something of its BGP sessions: an internal link has none of its own. */
const BGP_KEYS: ReadonlySet<string> = new Set([
  'timers',
  'bfd',
  'family',
  'sessions',
  'password',
  'ttl-security',
  'policy',
]);

/** Each key of a link means something to its kind. */
export function linkKeysFit({ links }: Draft): readonly Diagnostic[] {
  return links.flatMap(({ relationship, keys, from, to }) => {
    const internal = relationship === 'internal';
    return keys
      .filter(({ text }) => (internal ? BGP_KEYS.has(text) : text === 'cost'))
      .map(
        ({ text: key, at: location }): Diagnostic => ({
          code: 'link-key',
          args: { key, internal, from: from.text, to: to.text },
          location,
        }),
      );
  });
}

/** A route reflector has somebody to reflect routes to. */
export function reflectorsHaveNetworks(draft: Draft): readonly Diagnostic[] {
  const networks = draftNetworks(draft);
  return draft.routers.flatMap(({ text: router, reflector, at: location }): readonly Diagnostic[] =>
    reflector && !networks.has(router) ? [{ code: 'lone-reflector', args: { router }, location }] : [],
  );
}
