/** Reading a file into a draft: where what is said stands. */
import type { Placed } from './draft.ts';
import type { TopologyFile } from './schema.ts';
import type { Locate } from './source-position.ts';
import { nodeAt, type Path, type YamlNode, type YamlScalar } from './yaml-tree.ts';

/** Where things stand: in `tree`, of which `file` is the value; `root` is the document before wrong parts were taken out. */
export interface DraftSource {
  readonly root: YamlNode;
  readonly tree: YamlNode;
  readonly file: TopologyFile;
  readonly locate: Locate;
  readonly defaultName: string;
}

type Place = (path: Path) => Placed;

/** Reads texts, each with its place. */
export function placer({ tree, locate }: DraftSource): Place {
  return (path) => {
    const node = scalarAt(tree, path);
    return { text: node.text, at: locate(node.offset) };
  };
}

/** A scalar that the schema says is there. */
export function scalarAt(tree: YamlNode, path: Path): YamlScalar {
  const node = nodeAt(tree, path);
  if (node?.kind !== 'scalar') throw new Error(`The schema let no text pass at ${path.join('.')}`);
  return node;
}

/** The entries of a mapping, none where there is no mapping. */
export function entriesOf(tree: YamlNode, path: Path) {
  const node = nodeAt(tree, path);
  return node?.kind === 'mapping' ? node.entries : [];
}

/** The keys of a mapping, none where there is no mapping. */
export function placedKeys({ tree, locate }: DraftSource, path: Path): readonly Placed[] {
  return entriesOf(tree, path).map((entry) => ({ text: entry.key, at: locate(entry.keyOffset) }));
}

/** The items of a list of texts, none where there is no list. */
export function placedItems(source: DraftSource, path: Path): readonly Placed[] {
  const node = nodeAt(source.tree, path);
  return node?.kind === 'sequence' ? node.items.map((_, index) => placer(source)([...path, index])) : [];
}
