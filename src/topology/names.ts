import { distance } from 'fastest-levenshtein';

/** Longest name of a lab or a node: both, joined, still fit a container name and a host name (63). */
export const MAX_NAME_LENGTH = 32;

/** RFC 1035, section 2.3.1, in lower case only, as Docker and DNS would otherwise disagree. */
export const NAME_PATTERN = `^[a-z]([a-z0-9-]{0,${MAX_NAME_LENGTH - 2}}[a-z0-9])?$`;

const NAME = new RegExp(NAME_PATTERN);

/** Whether a text can name a lab or a node. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Whether a text can name a lab: labs are named by the rule for nodes. */
export function isLabName(text: string): boolean {
  return isName(text);
}

/** The nearest text that can be a name (`EU_Transit` gives `eu-transit`), or undefined if nothing is left of it. */
export function toName(text: string): string | undefined {
  const name = text
    .slice(0, 4 * MAX_NAME_LENGTH)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/-+$/, '');
  return name === '' ? undefined : name;
}

/** The candidate that was probably meant: at most a third of its letters away, and two for short ones. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  if (text.length > 2 * MAX_NAME_LENGTH) return undefined;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of candidates) {
    const away = distance(text.toLowerCase(), name);
    if (
      away <= Math.max(Math.min(2, name.length - 1), name.length / 3) &&
      (best === undefined || away < best.distance)
    ) {
      best = { name, distance: away };
    }
  }
  return best?.name;
}

/**
 * What to write instead of a name that is none: the one that was probably meant, or else all there are.
 * @param all what these are called: `Its sites`
 */
export function meantOrAll(text: string, candidates: readonly string[], all: string): string {
  const close = nearest(text, candidates);
  return close === undefined ? `${all}: ${candidates.join(', ')}.` : `Did you mean ${close}?`;
}
