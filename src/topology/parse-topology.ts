import type { Diagnostic } from './diagnostic.ts';
import { limited, readDocument } from './document.ts';
import { makeDraft } from './make-draft.ts';
import { toName } from './names.ts';
import { type ReadFile, readTopologyFile } from './read-topology-file.ts';
import { resolve } from './resolve.ts';
import { resolveScenarios } from './resolve-scenarios.ts';
import { checkDraft } from './rules/check-draft.ts';
import { withCorrectedNames } from './rules/corrected-names.ts';
import { knownNames } from './rules/known-names.ts';
import { checkScenarios } from './rules/scenarios.ts';
import { draftScenarios } from './scenario-draft.ts';
import { checkShape, TOPOLOGY_FORM } from './shape.ts';
import type { Topology } from './topology.ts';
import { withZoneFiles } from './zone-files.ts';

/** What a topology file says, or everything that is wrong with it, in the order of its lines. */
export type ParsedTopology =
  | { readonly topology: Topology }
  | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the text of a topology file. `file` is its path, for diagnostics, the default name, and the zone files that it names.
 * Never throws.
 */
export function parseTopology(
  source: string,
  file: string,
  read: (path: string) => ReadFile = readTopologyFile,
): ParsedTopology {
  const document = readDocument(source, file);
  if (!('root' in document)) return document;
  const { root, locate } = document;
  const shape = checkShape(root, locate, TOPOLOGY_FORM);
  const found = [...document.diagnostics, ...shape.diagnostics];
  if (shape.sound === undefined) return { diagnostics: limited(found) };

  const made = makeDraft({ root, ...shape.sound, locate, defaultName: nameOfFile(file) });
  found.push(...made.diagnostics);
  const damaged = shape.damaged || made.diagnostics.length > 0;
  found.push(...checkDraft(made.draft, { namesKnown: shape.namesKnown, damaged }));
  const scenarios = draftScenarios(root, locate);
  if (!damaged) found.push(...checkScenarios(scenarios, knownNames(withCorrectedNames(made.draft))));
  const { draft, diagnostics } = withZoneFiles(made.draft, file, read);
  found.push(...diagnostics);
  if (found.length > 0) return { diagnostics: limited(found) };
  return {
    topology: {
      ...resolve(draft),
      ...(scenarios.length === 0 ? {} : { scenarios: resolveScenarios(scenarios) }),
    },
  };
}

function nameOfFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? '';
  return toName(base.replace(/\.ya?ml$/i, '')) ?? 'lab';
}
