import { composeYaml } from './compose.ts';
import { type Diagnostic, MAX_DIAGNOSTICS } from './diagnostic.ts';
import { makeDraft } from './make-draft.ts';
import { toName } from './names.ts';
import { resolve } from './resolve.ts';
import { checkDraft } from './rules/check-draft.ts';
import { checkShape } from './shape.ts';
import { sourceLocator } from './source-position.ts';
import type { Topology } from './topology.ts';

/** Largest file that is read, in bytes; a lab of 1000 nodes needs a tenth of it. */
export const MAX_FILE_SIZE = 1024 * 1024;

/** What a topology file says, or everything that is wrong with it, in the order of its lines. */
export type ParsedTopology =
  | { readonly topology: Topology }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Reads the text of a topology file. `file` is its path, for diagnostics and the default name. Never throws. */
export function parseTopology(source: string, file: string): ParsedTopology {
  if (source.length > MAX_FILE_SIZE) {
    return { diagnostics: [{ code: 'file-size', args: { limit: MAX_FILE_SIZE }, location: { file } }] };
  }
  const locate = sourceLocator(source, file);
  const { tree: root, diagnostics: yaml } = composeYaml(source, locate);
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) {
    const empty: Diagnostic = { code: 'file-empty', args: {}, location: { file } };
    return { diagnostics: yaml.length === 0 ? [empty] : limited(yaml) };
  }
  const shape = checkShape(root, locate);
  const found = [...yaml, ...shape.diagnostics];
  if (shape.sound === undefined) return { diagnostics: limited(found) };

  const made = makeDraft({ root, ...shape.sound, locate, defaultName: nameOfFile(file) });
  found.push(...made.diagnostics);
  const damaged = shape.damaged || made.diagnostics.length > 0;
  found.push(...checkDraft(made.draft, { namesKnown: shape.namesKnown, damaged }));
  return found.length === 0 ? { topology: resolve(made.draft) } : { diagnostics: limited(found) };
}

function nameOfFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? '';
  return toName(base.replace(/\.ya?ml$/i, '')) ?? 'lab';
}

function limited(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const ordered = found.toSorted(
    ({ location: a }, { location: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  const rest = ordered[MAX_DIAGNOSTICS];
  if (rest === undefined) return ordered;
  const more: Diagnostic = { code: 'more-mistakes', args: {}, location: rest.location };
  return [...ordered.slice(0, MAX_DIAGNOSTICS), more];
}
