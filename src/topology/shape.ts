import type * as z from 'zod';
import { type Diagnostic, MAX_DIAGNOSTICS } from './diagnostic.ts';
import { nearest } from './names.ts';
import { type TopologyFile, topologySchema } from './schema.ts';
import type { Locate } from './source-position.ts';
import { entryOf, nodeAt, type Path, plainValue, prune, type YamlNode } from './yaml-tree.ts';

type Issue = z.core.$ZodIssue;

export interface Shape<File> {
  /** The part of the document that has the right shape; absent if nothing could be kept. */
  readonly sound?: { readonly tree: YamlNode; readonly file: File };
  /** Whether something was left out that the graph of the lab depends on. */
  readonly damaged: boolean;
  /** Whether the file says which nodes there are, so that a name that is not among them is a mistake. */
  readonly namesKnown: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Values that the graph of the lab does not depend on: without them the rules about it still hold. */
const BESIDE_THE_GRAPH = new Set([
  'name',
  'description',
  'timers',
  'health',
  'bfd',
  'graceful-restart',
  'bestpath',
  'ecmp-hash',
  'servers',
  'internet-dns',
  'query-log',
  'resolver',
  'asn',
  'zone',
  'zones',
  'primary',
  'dnssec',
  'role',
  'frr',
  'password',
  'sessions',
  'ttl-security',
  'expect',
  'scenarios',
  'jitter',
  'loss',
  'rate',
  'mtu',
]);

/** Longest text that a diagnostic repeats. */
const MAX_SHOWN = 60;

/** A kind of file: its schema, and what is put back where a mistake took it out, so that the rest can still be checked. */
export interface FileForm<File> {
  readonly schema: z.ZodType<File>;
  readonly complete: (tree: YamlNode) => YamlNode;
}

/** A topology file. */
export const TOPOLOGY_FORM: FileForm<TopologyFile> = { schema: topologySchema, complete: withSites };

const GRAPH_SECTIONS = ['sites', 'routers', 'clients', 'links'];

/**
 * Checks a document against the schema. Each mistake is reported and taken out of the tree, until
 * what is left fits: so one wrong value does not hide the other mistakes in the file.
 */
export function checkShape<File>(
  root: YamlNode,
  locate: Locate,
  { schema, complete }: FileForm<File>,
): Shape<File> {
  const diagnostics: Diagnostic[] = [];
  let tree = withoutExtensions(root);
  let damaged = false;
  let namesKnown = true;
  // A value taken out can leave its parent incomplete: each round goes at least one level up.
  for (let round = 0; ; round += 1) {
    const result = schema.safeParse(plainValue(tree));
    if (result.success) return { sound: { tree, file: result.data }, damaged, namesKnown, diagnostics };
    const issues = onePerPlace(
      result.error.issues.slice(0, MAX_DIAGNOSTICS + 1).flatMap((issue) => mostSpecific(issue)),
    );
    if (round === 0) diagnostics.push(...issues.flatMap((issue) => toDiagnostics(root, issue, locate)));
    if (diagnostics.length > MAX_DIAGNOSTICS) return { damaged: true, namesKnown: false, diagnostics };
    const lost = issues.filter((issue) => changesGraph(tree, issue));
    damaged ||= lost.length > 0;
    namesKnown &&= !lost.some(({ path }) => path.length === 0 || (path.length === 1 && path[0] !== 'links'));
    const paths = issues.flatMap(offendingPaths).map((path) => removable(tree, path));
    if (tree.kind !== 'mapping') return { damaged, namesKnown, diagnostics };
    tree = complete(
      prune(
        tree,
        paths.filter((path) => path.length > 0),
      ),
    );
  }
}

/** Keys of the top level that are the user's own, such as a place for anchors: as Compose files have them. */
function withoutExtensions(root: YamlNode): YamlNode {
  return root.kind === 'mapping'
    ? { ...root, entries: root.entries.filter(({ key }) => !key.startsWith('x-')) }
    : root;
}

/** Sites are the one thing a file must have; without any, the rest of it can still be checked. */
function withSites(tree: YamlNode): YamlNode {
  if (tree.kind !== 'mapping' || entryOf(tree, 'sites') !== undefined) return tree;
  const none: YamlNode = { kind: 'mapping', offset: tree.offset, entries: [] };
  return { ...tree, entries: [...tree.entries, { key: 'sites', keyOffset: tree.offset, value: none }] };
}

function changesGraph(tree: YamlNode, issue: Issue): boolean {
  const path = issue.path as (string | number)[];
  if (issue.code !== 'unrecognized_keys') {
    return !path.some((step) => typeof step === 'string' && BESIDE_THE_GRAPH.has(step));
  }
  // An unknown key may be a section under a misspelt name, but only if a section is not there.
  const sectionMissing = GRAPH_SECTIONS.some((section) => entryOf(tree, section) === undefined);
  const holdsMany = (key: string) => entryOf(tree, key)?.value.kind !== 'scalar';
  // Few files have exchanges, so that they are not there says nothing.
  const isSection = (key: string) => sectionMissing || nearest(key, ['exchanges']) !== undefined;
  return path.length === 0 && issue.keys.some((key) => holdsMany(key) && isSection(key));
}

/** An issue with a union as the issues of the alternative that was meant, if one fits in kind. */
function mostSpecific(issue: Issue, base: Path = []): readonly Issue[] {
  const path = [...base, ...issue.path] as (string | number)[];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((errors) => !errors.some(isOfAnotherKind));
    if (meant !== undefined) return meant.flatMap((inner) => mostSpecific(inner, path));
  }
  return [{ ...issue, path }];
}

/** A number that is no whole number and too large besides is one mistake. */
function onePerPlace(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return issues.filter(({ code, path }) => {
    const place = JSON.stringify([code === 'unrecognized_keys', ...path]);
    return !seen.has(place) && seen.add(place);
  });
}

function isOfAnotherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function offendingPaths(issue: Issue): readonly Path[] {
  const path = issue.path as (string | number)[];
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** The path itself, or that of the nearest parent that is there: a missing key spoils its mapping. */
function removable(tree: YamlNode, path: Path): Path {
  return path.length === 0 || nodeAt(tree, path) !== undefined ? path : removable(tree, path.slice(0, -1));
}

function toDiagnostics(root: YamlNode, issue: Issue, locate: Locate): readonly Diagnostic[] {
  const path = issue.path as (string | number)[];
  const node = nodeAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    const allowed = issue.message.split(' ');
    return issue.keys.map((key) => {
      const args = { key, allowed };
      const offset = (node && entryOf(node, key)?.keyOffset) ?? 0;
      return { code: 'unknown-key', args, location: locate(offset) };
    });
  }
  const key = nameOfPath(path);
  if (node === undefined) {
    const parent = nodeAt(root, path.slice(0, -1)) ?? root;
    return [{ code: 'missing-key', args: { key, expected: issue.message }, location: locate(parent.offset) }];
  }
  const args = { key, found: describe(node), expected: issue.message };
  return [{ code: 'wrong-value', args, location: locate(node.offset) }];
}

/** `links.timers`: the line says which link. */
function nameOfPath(path: Path): string {
  const name = path.filter((step) => typeof step === 'string').join('.');
  return typeof path.at(-1) === 'number' ? `an item of ${name}` : name;
}

function describe(node: YamlNode): string {
  if (node.kind === 'sequence') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'number') return `the number ${node.text.slice(0, MAX_SHOWN)}`;
  if (typeof node.value === 'boolean') return `${node.text}, a truth value`;
  return node.text.length > MAX_SHOWN ? `"${node.text.slice(0, MAX_SHOWN)}..."` : `"${node.text}"`;
}
