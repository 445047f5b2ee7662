import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';

/** Everything one rule finds wrong in a draft, nothing if all is well. Rules never throw. */
export type Rule = (draft: Draft) => readonly Diagnostic[];
