/** The passwords of sessions, hidden where a topology is handed on. */
import { readDocument } from './document.ts';
import { HIDDEN, withoutPassword } from './hidden-password.ts';
import { nodeAt, plainValue, type YamlNode, type YamlScalar } from './yaml-tree.ts';

/** A scalar that says something else now, and how that is written. */
interface Edit {
  readonly scalar: YamlScalar;
  readonly text: string;
  readonly written: string;
}

/**
 * The text of a topology file with every password hidden, those in lines for FRR too. All else stays as it is, comments and all; where a
 * password is written in a way that cannot be changed in its place, the file comes back as JSON, which is YAML as well.
 */
export function hidePasswords(source: string): string {
  const document = readDocument(source, 'file');
  if (!('root' in document)) return source;
  const edits = editsFor(source, document.root);
  if (edits.size === 0) return source;
  const written = [...edits.values()]
    .toSorted((a, b) => b.scalar.offset - a.scalar.offset)
    .reduce(
      (text, edit) => text.slice(0, edit.scalar.offset) + edit.written + text.slice(edit.scalar.end),
      source,
    );
  const wanted = JSON.stringify(plainValue(changed(document.root, edits)), null, 2);
  return says(written) === wanted ? written : `${wanted}\n`;
}

/** By the place of the scalar, of which an alias is another use. */
function editsFor(source: string, root: YamlNode): ReadonlyMap<number, Edit> {
  const edits = [
    ...passwordsIn(root).map((scalar) => edit(source, scalar, (text) => text.replace(/\S+/, HIDDEN))),
    ...frrLinesIn(root).map((scalar) => edit(source, scalar, withoutPassword)),
  ];
  const changing = edits.filter(({ scalar, text }) => scalar.text !== text);
  return new Map(changing.map((each) => [each.scalar.offset, each]));
}

function passwordsIn(root: YamlNode): readonly YamlScalar[] {
  const links = nodeAt(root, ['links']);
  const items = links?.kind === 'sequence' ? links.items : [];
  const exchanges = valuesOf(nodeAt(root, ['exchanges']));
  const sessions = exchanges
    .flatMap((exchange) => valuesOf(nodeAt(exchange, ['members'])))
    .flatMap((member) => valuesOf(nodeAt(member, ['with'])));
  return [...items, ...exchanges, ...sessions].flatMap((item) => scalarOf(nodeAt(item, ['password'])));
}

function valuesOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'mapping' ? node.entries.map(({ value }) => value) : [];
}

function frrLinesIn(root: YamlNode): readonly YamlScalar[] {
  return ['sites', 'routers']
    .flatMap((section) => valuesOf(nodeAt(root, [section])))
    .flatMap((node) => scalarOf(nodeAt(node, ['frr'])));
}

function scalarOf(node: YamlNode | undefined): readonly YamlScalar[] {
  return node?.kind === 'scalar' ? [node] : [];
}

/** @param hide does it in one line */
function edit(source: string, scalar: YamlScalar, hide: (line: string) => string): Edit {
  const inLines = (text: string): string => text.replace(/[^\r\n]+/g, hide);
  const text = inLines(scalar.text);
  // The text of a block (`|`) begins with a line of its own; any other can stand in quotes, on one line.
  const isBlock = /[\r\n]/.test(source[scalar.offset - 1] ?? '');
  const raw = source.slice(scalar.offset, scalar.end);
  return { scalar, text, written: isBlock ? inLines(raw) : JSON.stringify(text) };
}

function changed(node: YamlNode, edits: ReadonlyMap<number, Edit>): YamlNode {
  if (node.kind === 'sequence') return { ...node, items: node.items.map((item) => changed(item, edits)) };
  if (node.kind === 'mapping') {
    const entries = node.entries.map((entry) => ({ ...entry, value: changed(entry.value, edits) }));
    return { ...node, entries };
  }
  const text = edits.get(node.offset)?.text;
  return text === undefined ? node : { ...node, text, value: text };
}

function says(source: string): string | undefined {
  const document = readDocument(source, 'file');
  return 'root' in document ? JSON.stringify(plainValue(document.root), null, 2) : undefined;
}
