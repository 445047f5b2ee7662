/** Filters of prefixes: the lists of what a session refuses, for a route-map's first entries. */
import { FAMILIES, type Family, type PrefixFilter } from '../topology/topology.ts';

const KEYWORDS = { 4: 'ip', 6: 'ipv6' } as const satisfies Record<Family, string>;

/** Everything of an IP version, and what the networks of routers are taken from. */
const EVERYTHING = { 4: '0.0.0.0/0 le 32', 6: '::/0 le 128' } as const satisfies Record<Family, string>;
const NETWORKS = { 4: '10.0.0.0/8 le 32', 6: '3fff::/20 le 128' } as const satisfies Record<Family, string>;

/** How a route-map matches prefixes in a list. */
export function matchPrefixes(family: Family, list: string): string {
  return `match ${KEYWORDS[family]} address prefix-list ${list}`;
}

/** A list that holds prefixes of both IP versions, with what they are followed by, such as `le 32`. */
export function prefixLists(name: string, entries: readonly ListEntry[]): readonly string[] {
  const lines = entries.map(
    ({ family, action, prefix }, index) =>
      `${KEYWORDS[family]} prefix-list ${name} seq ${5 * (index + 1)} ${action} ${prefix}`,
  );
  return lines.length === 0 ? [] : [...lines, '!'];
}

export interface ListEntry {
  readonly family: Family;
  readonly action: 'permit' | 'deny';
  readonly prefix: string;
}

/** The list of what a filter refuses, by IP version; one without an entry refuses nothing. */
export function refused({ allow, deny = [] }: PrefixFilter): readonly ListEntry[] {
  return FAMILIES.flatMap((family): readonly ListEntry[] => {
    const of = (texts: readonly string[], action: ListEntry['action']): readonly ListEntry[] =>
      texts
        .filter((text) => familyOf(text) === family)
        .map((text) => ({ family, action, prefix: inList(text) }));
    const denied = of(deny, 'permit');
    if (allow === undefined) return denied;
    return [
      ...denied,
      ...of(allow, 'deny'),
      { family, action: 'deny', prefix: NETWORKS[family] },
      { family, action: 'permit', prefix: EVERYTHING[family] },
    ];
  });
}

function familyOf(text: string): Family {
  return text.includes(':') ? 6 : 4;
}

/** `192.0.2.0/24+`: it and all in it. */
function inList(text: string): string {
  return text.endsWith('+') ? `${text.slice(0, -1)} le ${familyOf(text) === 4 ? 32 : 128}` : text;
}
