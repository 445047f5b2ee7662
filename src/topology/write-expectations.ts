/** Putting catchments into the text of a file, with all else in it left as it is. */
import { readDocument } from './document.ts';
import {
  type ExpectedCatchment,
  type ExpectedSite,
  type ExpectedSites,
  FAMILY_KEYS,
} from './expected-sites.ts';
import { entryOf, nodeAt, plainValue, type YamlMapping, type YamlNode } from './yaml-tree.ts';

/** By client, as a file has it: `fra`, `{ v4: fra, v6: nyc }`, `{ dns: fra, web: { v4: fra, v6: nyc } }`. */
type Written = Readonly<Record<string, string | WrittenCases>>;
type WrittenCases = { readonly [service: string]: string | Readonly<Record<string, string>> };

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
export function writeExpectations(source: string, expected: ExpectedCatchment): string | undefined {
  const catchment: Written = Object.fromEntries(
    Object.entries(expected).map(([client, sites]) => [client, writtenForm(sites)]),
  );
  const document = readDocument(source, 'file');
  if (!('root' in document) || document.diagnostics.length > 0) return undefined;
  const edits = editsFor(source, document.root, catchment);
  if (edits === undefined) return undefined;
  const written = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), source);
  return isAsWished(document.root, written, catchment) ? written : undefined;
}

function writtenForm(sites: ExpectedSites): string | WrittenCases {
  if (typeof sites === 'string') return sites;
  const bare = sites.filter(({ service }) => service === undefined);
  const services = [...new Set(sites.flatMap(({ service }) => service ?? []))];
  const byFamily = (some: readonly ExpectedSite[]): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(FAMILY_KEYS).flatMap(([key, is]) =>
        some.filter(({ family }) => family === is).map(({ site }) => [key, site]),
      ),
    );
  return {
    ...byFamily(bare),
    ...Object.fromEntries(
      services.map((service) => {
        const own = sites.filter((each) => each.service === service);
        return [service, own.find(({ family }) => family === undefined)?.site ?? byFamily(own)];
      }),
    ),
  };
}

/** The same in YAML, on one line. */
export function textOf(sites: ExpectedSites): string {
  return inline(writtenForm(sites));
}

function inline(written: string | WrittenCases): string {
  return typeof written === 'string' ? written : flow(written);
}

/** Whether it says this of catchments now, and all else that it said before. */
function isAsWished(before: YamlNode, written: string, catchment: Written): boolean {
  const after = readDocument(written, 'file');
  if (!('root' in after) || after.diagnostics.length > 0) return false;
  const rest = ({ root }: { readonly root: YamlNode }): string => {
    const value = plainValue(root) as Record<string, unknown>;
    return JSON.stringify({ ...value, expect: undefined });
  };
  const now = nodeAt(after.root, ['expect', 'catchment']);
  const sorted = (value: unknown): string =>
    JSON.stringify(Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return rest({ root: before }) === rest(after) && sorted(now && plainValue(now)) === sorted(catchment);
}

function editsFor(source: string, root: YamlNode, catchment: Written): readonly Edit[] | undefined {
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

/** A site, or a mapping of them on one line. */
const VALUE = /^("[^"\n]*"|'[^'\n]*'|\{(?:[^{}#\n]|\{[^{}#\n]*\})*\}|[^\s#,}]*)/;

/** Each line that stays keeps its place and its comment; new ones go below the last. */
function editBlock(source: string, mapping: YamlMapping, catchment: Written): readonly Edit[] | undefined {
  const last = mapping.entries.at(-1);
  if (last === undefined || Object.keys(catchment).length === 0) return undefined;
  const edits = mapping.entries.map((entry): Edit => {
    const site = catchment[entry.key];
    if (site === undefined) {
      const from = lineStart(source, entry.keyOffset);
      return { from, to: lineEnd(source, from), text: '' };
    }
    if (JSON.stringify(plainValue(entry.value)) === JSON.stringify(site))
      return insertion(entry.keyOffset, '');
    const from = entry.value.offset;
    const raw = VALUE.exec(source.slice(from));
    return { from, to: from + (raw?.[0].length ?? 0), text: inline(site) };
  });
  const known = new Set(mapping.entries.map(({ key }) => key));
  const added = Object.entries(catchment).filter(([client]) => !known.has(client));
  if (added.length === 0) return edits;
  const indent = indentAt(source, last.keyOffset);
  const at = lineEnd(source, last.value.offset);
  const lines = added.map(([client, site]) => `${indent}${client}: ${inline(site)}\n`).join('');
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

function block(catchment: Written, indent: string): string {
  const lines = Object.entries(catchment).map(([client, site]) => `\n${indent}${client}: ${inline(site)}`);
  return lines.length === 0 ? ' {}' : lines.join('');
}

function flow(catchment: Written): string {
  const entries = Object.entries(catchment).map(([key, site]) => `${key}: ${inline(site)}`);
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
