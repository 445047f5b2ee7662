/** What editors check; `parseLinkText` says more about what is wrong. */
export const LINK_PATTERN = '^\\s*[a-z][a-z0-9-]*\\s*(->|--|==)\\s*[a-z][a-z0-9-]*\\s*$';

/** Two names of 32 characters and generous space: what is longer is no link. */
const MAX_LENGTH = 200;

export interface LinkText {
  readonly from: { readonly name: string; readonly index: number };
  readonly to: { readonly name: string; readonly index: number };
  readonly relationship: 'transit' | 'peering' | 'internal';
}

const RELATIONSHIPS = { '->': 'transit', '--': 'peering', '==': 'internal' } as const;

/**
 * Reads `customer -> provider`, `peer -- peer`, or `a == b` within one network; undefined if the text is none of these. Spaces
 * round the arrow may be left out.
 */
export function parseLinkText(text: string): LinkText | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match = /^\s*([^\s<>]+?)\s*(->|--|==)\s*([^\s<>]+)\s*$/d.exec(text);
  const [, from, arrow, to] = match ?? [];
  if (match === null || from === undefined || to === undefined) return undefined;
  return {
    from: { name: from, index: match.indices?.[1]?.[0] ?? 0 },
    to: { name: to, index: match.indices?.[3]?.[0] ?? 0 },
    relationship: RELATIONSHIPS[arrow as keyof typeof RELATIONSHIPS],
  };
}

/** What somebody who writes other arrows probably means: `b <- a` is `a -> b`, `a <-> b` is `a -- b`, `a = b` is `a == b`. */
export function suggestLinkText(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, first, arrow, second] =
    /^\s*([a-z0-9-]*[a-z0-9])\s*(<->|<=>|<--|<-|-->|=>|===|=|>|→|←|↔|–|—|-)\s*([a-z0-9][a-z0-9-]*)\s*$/.exec(
      text,
    ) ?? [];
  if (first === undefined || arrow === undefined || second === undefined) return undefined;
  if (['-->', '=>', '>', '→'].includes(arrow)) return `${first} -> ${second}`;
  if (['<-', '<--', '←'].includes(arrow)) return `${second} -> ${first}`;
  if (['=', '==='].includes(arrow)) return `${first} == ${second}`;
  return `${first} -- ${second}`;
}
