/** Scenarios as they are written, every name and bound with its place: what the rules check, and what is resolved then. */
import type { Placed } from './draft.ts';
import { BOUNDED_FIGURES, type BoundedFigure } from './scenario.ts';
import type { Locate, Location } from './source-position.ts';
import { entryOf, nodeAt, type YamlEntry, type YamlNode } from './yaml-tree.ts';

/** Keys that only some kinds of fault know. */
export const FAULT_OPTIONS = ['carrier', 'direction', 'deadline', 'flap', 'every', 'times'] as const;
export type FaultOption = (typeof FAULT_OPTIONS)[number];

export interface DraftOption extends Placed {
  readonly key: FaultOption;
  readonly keyAt: Location;
  readonly value: string | number;
}

export interface DraftBound extends Placed {
  readonly figure: BoundedFigure;
}

export interface DraftStep {
  readonly at: Location;
  readonly fault?: Placed;
  readonly target?: Placed;
  /** `text` empty: everything. */
  readonly restore?: Placed;
  readonly options: readonly DraftOption[];
  /** `text` is the client's name. */
  readonly catchment: readonly (Placed & { readonly site: Placed })[];
  readonly bounds: readonly DraftBound[];
  readonly clients?: readonly Placed[];
  readonly others?: Placed;
}

export interface DraftScenario extends Placed {
  readonly steps: readonly DraftStep[];
}

/**
 * The scenarios of a document, in the file's order. What has not the right shape is left out, or has no text: the schema
 * reports it.
 */
export function draftScenarios(tree: YamlNode, locate: Locate): readonly DraftScenario[] {
  return entries(nodeAt(tree, ['scenarios'])).map(({ key, keyOffset, value }) => ({
    text: key,
    at: locate(keyOffset),
    steps: items(value).map((step) => draftStep(step, locate)),
  }));
}

/** What a document expects of the catchments; `text` is the client's name. */
export function draftCatchment(
  tree: YamlNode | undefined,
  locate: Locate,
): readonly (Placed & { readonly site: Placed })[] {
  return entries(tree && nodeAt(tree, ['catchment'])).flatMap(({ key, keyOffset, value }) => {
    const site = placed(value, locate);
    return site === undefined ? [] : [{ text: key, at: locate(keyOffset), site }];
  });
}

function draftStep(node: YamlNode, locate: Locate): DraftStep {
  const find = (key: string): Placed | undefined => {
    const value = entryOf(node, key)?.value;
    return value && (placed(value, locate) ?? { text: '', at: locate(value.offset) });
  };
  const expect = entryOf(node, 'expect')?.value;
  const [fault, target, restore] = ['fault', 'target', 'restore'].map(find);
  const clients = expect && entryOf(expect, 'clients')?.value;
  const others = placed(expect && entryOf(expect, 'others')?.value, locate);
  return {
    at: locate(node.offset),
    ...(fault === undefined ? {} : { fault }),
    ...(target === undefined ? {} : { target }),
    ...(restore === undefined ? {} : { restore }),
    options: FAULT_OPTIONS.flatMap((key) => draftOption(key, entryOf(node, key), locate)),
    catchment: draftCatchment(expect, locate),
    bounds: BOUNDED_FIGURES.flatMap((figure) => {
      const found = placed(expect && entryOf(expect, figure)?.value, locate);
      return found === undefined ? [] : [{ ...found, figure }];
    }),
    ...(clients === undefined
      ? {}
      : { clients: items(clients).flatMap((item) => placed(item, locate) ?? []) }),
    ...(others === undefined ? {} : { others }),
  };
}

function draftOption(key: FaultOption, entry: YamlEntry | undefined, locate: Locate): readonly DraftOption[] {
  const found = placed(entry?.value, locate);
  if (entry?.value.kind !== 'scalar' || found === undefined) return [];
  const { value } = entry.value;
  return [
    { ...found, key, keyAt: locate(entry.keyOffset), value: typeof value === 'number' ? value : found.text },
  ];
}

function placed(node: YamlNode | undefined, locate: Locate): Placed | undefined {
  if (node?.kind !== 'scalar') return undefined;
  return { text: node.value === null ? '' : node.text, at: locate(node.offset) };
}

function entries(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'mapping' ? node.entries : [];
}

function items(node: YamlNode): readonly YamlNode[] {
  return node.kind === 'sequence' ? node.items : [];
}
