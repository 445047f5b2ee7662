/** A file is a topology, or has scenarios for a topology that it names. */
import type { Diagnostic } from './diagnostic.ts';
import { readDocument } from './document.ts';
import type { Placed } from './draft.ts';
import { scenarioFileSchema } from './scenario-schema.ts';
import { topologySchema } from './schema.ts';
import { entryOf } from './yaml-tree.ts';

export type FileKind =
  /** Or a file that cannot be read as any kind: whoever reads it as a topology says why. */
  | { readonly kind: 'topology' }
  /** What stands for the topology's path or name in it. */
  | { readonly kind: 'scenarios'; readonly topology: Placed }
  | { readonly kind: 'both'; readonly diagnostics: readonly Diagnostic[] };

const SCENARIO_KEYS = Object.keys(scenarioFileSchema.shape);

/** The keys that make a file a topology. */
const TOPOLOGY_KEYS = new Set(
  Object.keys(topologySchema.shape).filter((key) => !SCENARIO_KEYS.includes(key)),
);

/** Tells which kind of file a text is: one with the key `topology` has scenarios, and no key of a topology's own. */
export function fileKind(source: string, file: string): FileKind {
  const document = readDocument(source, file);
  if (!('root' in document) || document.root.kind !== 'mapping') return { kind: 'topology' };
  const { root, locate } = document;
  const named = entryOf(root, 'topology');
  if (named === undefined) return { kind: 'topology' };
  const others = root.entries.filter(({ key }) => TOPOLOGY_KEYS.has(key));
  if (others.length > 0) {
    const keys = others.map(({ key, keyOffset }) => ({ key, at: locate(keyOffset) }));
    const location = locate(named.keyOffset);
    return { kind: 'both', diagnostics: [{ code: 'two-kinds', args: { keys }, location }] };
  }
  const text = named.value.kind === 'scalar' ? named.value.text : '';
  return { kind: 'scenarios', topology: { text, at: locate(named.value.offset) } };
}
