/** The lines of FRR that a router or site is given, and where each of them stands in the file. */
import { readDocument } from './document.ts';
import type { Location } from './source-position.ts';
import { nodeAt, type YamlNode } from './yaml-tree.ts';

/** The lines of a text, without the empty ones at its end. */
export function splitFrrLines(text: string): readonly string[] {
  const trimmed = text.trimEnd();
  return trimmed === '' ? [] : trimmed.split('\n');
}

/**
 * Where each line of a node's `frr` stands in a topology file. A literal block (`|`) has its lines as they are; those of a text
 * that is folded or quoted are all where the text begins.
 */
export function placesOfFrrLines(source: string, file: string, node: string): readonly Location[] {
  const document = readDocument(source, file);
  if (!('root' in document)) return [];
  const scalar = ['sites', 'routers']
    .map((section) => nodeAt(document.root, [section, node, 'frr']))
    .find((found): found is YamlNode & { kind: 'scalar' } => found?.kind === 'scalar');
  if (scalar === undefined) return [];
  let offset = scalar.offset;
  return splitFrrLines(scalar.text).map((line) => {
    const [written = '', end = ''] = /^([^\r\n]*)(\r\n|\r|\n|$)/.exec(source.slice(offset))?.slice(1) ?? [];
    const start = offset;
    offset += written.length + end.length;
    const asWritten = written.trim() === line.trim();
    return document.locate(asWritten ? start + written.search(/\S|$/) : scalar.offset);
  });
}
