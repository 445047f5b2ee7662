import type { Diagnostic } from '../diagnostic.ts';
import type { Placed } from '../draft.ts';

/** That there is nothing of such a name, with the names that there are. */
export function unknownName(
  what: string,
  { text: name, at: location }: Placed,
  known: readonly string[],
): Diagnostic {
  return { code: 'unknown-name', args: { what, name, known }, location };
}

/** The same of a name that is not known; nothing of one that is. */
export function refuseUnknown(what: string, placed: Placed, known: readonly string[]): readonly Diagnostic[] {
  return known.includes(placed.text) ? [] : [unknownName(what, placed, known)];
}
