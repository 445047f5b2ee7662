import { composeYaml } from './compose.ts';
import { type Diagnostic, MAX_DIAGNOSTICS } from './diagnostic.ts';
import { type Locate, sourceLocator } from './source-position.ts';
import type { YamlNode } from './yaml-tree.ts';

/** Largest file that is read, in bytes; a lab of 1000 nodes needs a tenth of it. */
export const MAX_FILE_SIZE = 1024 * 1024;

/** A file's YAML with the place of everything in it. `diagnostics` are mistakes beside which the rest can be read. */
export interface YamlDocument {
  readonly root: YamlNode;
  readonly locate: Locate;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the YAML of a file. Never throws. */
export function readDocument(
  source: string,
  file: string,
): YamlDocument | { readonly diagnostics: readonly Diagnostic[] } {
  if (source.length > MAX_FILE_SIZE) {
    return { diagnostics: [{ code: 'file-size', args: { limit: MAX_FILE_SIZE }, location: { file } }] };
  }
  const locate = sourceLocator(source, file);
  const { tree: root, diagnostics } = composeYaml(source, locate);
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) {
    const empty: Diagnostic = { code: 'file-empty', args: {}, location: { file } };
    return { diagnostics: diagnostics.length === 0 ? [empty] : limited(diagnostics) };
  }
  return { root, locate, diagnostics };
}

/** Diagnostics in the order of their lines, and not more of them than anybody would read. */
export function limited(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const ordered = found.toSorted(
    ({ location: a }, { location: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  const rest = ordered[MAX_DIAGNOSTICS];
  if (rest === undefined) return ordered;
  const more: Diagnostic = { code: 'more-mistakes', args: {}, location: rest.location };
  return [...ordered.slice(0, MAX_DIAGNOSTICS), more];
}
