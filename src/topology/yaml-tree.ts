/**
 * A YAML document with the place of every node: what a diagnostic needs to point at a line, and
 * what plain values from a YAML loader have lost. Offsets count UTF-16 units from the file's start.
 */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly offset: number;
  /** Where what is written ends, quotes and all; `offset` where nothing is. */
  readonly end: number;
  /** The text as written, quotes and escapes resolved. */
  readonly text: string;
  /** What YAML 1.2's core schema makes of the text. */
  readonly value: string | number | boolean | null;
  /** Where `text` stands in the source character by character; absent if it was escaped or folded. */
  readonly textOffset?: number;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly offset: number;
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly offset: number;
  /** Keys are unique. */
  readonly entries: readonly YamlEntry[];
}

export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** Keys and indexes from the root to a node. */
export type Path = readonly (string | number)[];

/** The entry of that key, if the node is a mapping that has it. */
export function entryOf(node: YamlNode, key: string): YamlEntry | undefined {
  return node.kind === 'mapping' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The node at a path, if there is one. */
export function nodeAt(root: YamlNode, path: Path): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (typeof step === 'string') node = entryOf(node, step)?.value;
    else node = node.kind === 'sequence' ? node.items[step] : undefined;
  }
  return node;
}

/** The plain value of a node. Mappings have no prototype, so that no key has a meaning of its own. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plainValue);
  const value: Record<string, unknown> = Object.create(null);
  for (const entry of node.entries) value[entry.key] = plainValue(entry.value);
  return value;
}

/** The tree without the nodes at those paths; the nodes that stay keep their offsets. */
export function prune(root: YamlNode, paths: readonly Path[]): YamlNode {
  if (root.kind === 'scalar' || paths.length === 0) return root;
  const below = new Map<string | number, Path[]>();
  for (const [step, ...rest] of paths) {
    if (step === undefined) continue;
    const group = below.get(step);
    if (group === undefined) below.set(step, [rest]);
    else group.push(rest);
  }
  const keep = (step: string | number): boolean => !below.get(step)?.some((rest) => rest.length === 0);
  if (root.kind === 'sequence') {
    const items = root.items.flatMap((item, index) =>
      keep(index) ? [prune(item, below.get(index) ?? [])] : [],
    );
    return { ...root, items };
  }
  const entries = root.entries.flatMap((entry) =>
    keep(entry.key) ? [{ ...entry, value: prune(entry.value, below.get(entry.key) ?? []) }] : [],
  );
  return { ...root, entries };
}
