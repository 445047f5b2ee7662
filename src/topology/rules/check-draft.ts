import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';

/** One rule: everything it finds wrong in a draft, nothing if all is well. Rules never throw. */
export type Rule = (draft: Draft) => readonly Diagnostic[];

/** All diagnostics of all rules that can be trusted with what is known of the file. */
export function checkDraft(
  _draft: Draft,
  _known: { readonly namesKnown: boolean; readonly damaged: boolean },
): readonly Diagnostic[] {
  return [];
}
