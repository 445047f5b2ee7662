/** Scenarios as they are written, every name and bound with its place: what the rules check, and what is resolved then. */
import type { DraftExpectation, Placed } from './draft.ts';
import { FAMILY_KEYS } from './expected-sites.ts';
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
  readonly catchment: readonly DraftExpectation[];
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

/** What a document expects of the catchments. */
export function draftCatchment(tree: YamlNode | undefined, locate: Locate): readonly DraftExpectation[] {
  return entries(tree && nodeAt(tree, ['catchment'])).flatMap((client) => {
    const named = nameOf(client, locate);
    return draftSites(client.value, locate).map((sites) => ({ ...named, ...sites }));
  });
}

type DraftSites = Omit<DraftExpectation, keyof Placed>;

/** `fra`; one for each IP version, `{ v4: fra, v6: nyc }`; or one or the other for each service: `{ dns: fra, web: nyc }`. */
function draftSites(node: YamlNode, locate: Locate): readonly DraftSites[] {
  const either = siteOrFamilies(node, locate);
  if (either !== undefined) return either;
  return entries(node).flatMap((service) =>
    (siteOrFamilies(service.value, locate) ?? []).map((sites) => ({
      service: nameOf(service, locate),
      ...sites,
    })),
  );
}

function siteOrFamilies(node: YamlNode, locate: Locate): readonly DraftSites[] | undefined {
  const site = placed(node, locate);
  if (site !== undefined) return [{ site }];
  const families = entries(node).map((entry) => ({ entry, is: FAMILY_KEYS[entry.key] }));
  return families.every(({ is }) => is !== undefined)
    ? families.flatMap(({ entry, is }) => {
        const site = placed(entry.value, locate);
        return site === undefined || is === undefined
          ? []
          : [{ family: { ...nameOf(entry, locate), is }, site }];
      })
    : undefined;
}

function nameOf({ key, keyOffset }: YamlEntry, locate: Locate): Placed {
  return { text: key, at: locate(keyOffset) };
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
