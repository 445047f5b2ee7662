/** Putting catchments into the text of a file, with all else in it left as it is. */
import { readDocument } from './document.ts';
import { entryOf, nodeAt, plainValue, type YamlMapping, type YamlNode } from './yaml-tree.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text of a topology file, or of a file of scenarios, with other expected catchments. What stays is left untouched,
 * comments and all; without `expect` it is added at the end.
 * @returns undefined where the text is written in a way that cannot be changed so, with aliases for example
 */
export function writeExpectations(
  source: string,
  catchment: Readonly<Record<string, string>>,
): string | undefined {
  const document = readDocument(source, 'file');
  if (!('root' in document) || document.diagnostics.length > 0) return undefined;
  const edits = editsFor(source, document.root, catchment);
  if (edits === undefined) return undefined;
  const written = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), source);
  return isAsWished(document.root, written, catchment) ? written : undefined;
}

/** Whether it says this of catchments now, and all else that it said before. */
function isAsWished(before: YamlNode, written: string, catchment: Readonly<Record<string, string>>): boolean {
  const after = readDocument(written, 'file');
  if (!('root' in after) || after.diagnostics.length > 0) return false;
  const rest = ({ root }: { readonly root: YamlNode }): string => {
    const value = plainValue(root) as Record<string, unknown>;
    return JSON.stringify({ ...value, expect: undefined });
  };
  const now = nodeAt(after.root, ['expect', 'catchment']);
  const sorted = (value: unknown): string => JSON.stringify(Object.entries(value ?? {}).sort());
  return rest({ root: before }) === rest(after) && sorted(now && plainValue(now)) === sorted(catchment);
}

function editsFor(
  source: string,
  root: YamlNode,
  catchment: Readonly<Record<string, string>>,
): readonly Edit[] | undefined {
  const expect = entryOf(root, 'expect');
  if (expect === undefined) {
    const gap = source.endsWith('\n') ? '\n' : '\n\n';
    return [insertion(source.length, `${gap}expect:\n  catchment:${block(catchment, '    ')}\n`)];
  }
  const indent = `${indentAt(source, expect.keyOffset)}  `;
  const inside = `\n${indent}catchment:${block(catchment, `${indent}  `)}`;
  if (expect.value.kind === 'scalar') {
    return [insertion(colonAfter(source, expect.keyOffset), inside)];
  }
  const found = entryOf(expect.value, 'catchment');
  if (source[expect.value.offset] === '{' && found === undefined) {
    return replaceFlow(source, expect.value, `{ catchment: ${flow(catchment)} }`);
  }
  if (found === undefined || expect.value.kind !== 'mapping') return undefined;
  const { value } = found;
  if (value.kind === 'scalar') {
    const deeper = `${indentAt(source, found.keyOffset)}  `;
    return [insertion(colonAfter(source, found.keyOffset), block(catchment, deeper))];
  }
  if (value.kind !== 'mapping') return undefined;
  return source[value.offset] === '{'
    ? replaceFlow(source, value, flow(catchment))
    : editBlock(source, value, catchment);
}

/** Each line that stays keeps its place and its comment; new ones go below the last. */
function editBlock(
  source: string,
  mapping: YamlMapping,
  catchment: Readonly<Record<string, string>>,
): readonly Edit[] | undefined {
  const last = mapping.entries.at(-1);
  if (last === undefined || Object.keys(catchment).length === 0) return undefined;
  const edits = mapping.entries.map((entry): Edit => {
    const site = catchment[entry.key];
    if (site === undefined) {
      const from = lineStart(source, entry.keyOffset);
      return { from, to: lineEnd(source, from), text: '' };
    }
    if (entry.value.kind === 'scalar' && entry.value.text === site) return insertion(entry.keyOffset, '');
    const from = entry.value.offset;
    const raw = /^("[^"\n]*"|'[^'\n]*'|[^\s#,}]*)/.exec(source.slice(from));
    return { from, to: from + (raw?.[0].length ?? 0), text: site };
  });
  const known = new Set(mapping.entries.map(({ key }) => key));
  const added = Object.entries(catchment).filter(([client]) => !known.has(client));
  if (added.length === 0) return edits;
  const indent = indentAt(source, last.keyOffset);
  const at = lineEnd(source, last.value.offset);
  const lines = added.map(([client, site]) => `${indent}${client}: ${site}\n`).join('');
  return [...edits, insertion(at, source[at - 1] === '\n' ? lines : `\n${lines.trimEnd()}`)];
}

function replaceFlow(source: string, { offset }: YamlNode, text: string): readonly Edit[] | undefined {
  const end = source.indexOf('}', offset);
  const written = source.slice(offset, end + 1);
  // A comment in it, or another mapping, would be lost.
  return end < 0 || /[#\n]|.\{/.test(written) ? undefined : [{ from: offset, to: end + 1, text }];
}

function insertion(at: number, text: string): Edit {
  return { from: at, to: at, text };
}

function block(catchment: Readonly<Record<string, string>>, indent: string): string {
  const lines = Object.entries(catchment).map(([client, site]) => `\n${indent}${client}: ${site}`);
  return lines.length === 0 ? ' {}' : lines.join('');
}

function flow(catchment: Readonly<Record<string, string>>): string {
  const entries = Object.entries(catchment).map(([client, site]) => `${client}: ${site}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function colonAfter(source: string, offset: number): number {
  return source.indexOf(':', offset) + 1;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

/** The start of the next line, or the end of the text. */
function lineEnd(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end < 0 ? source.length : end + 1;
}

function indentAt(source: string, offset: number): string {
  return /^ */.exec(source.slice(lineStart(source, offset), offset))?.[0] ?? '';
}
