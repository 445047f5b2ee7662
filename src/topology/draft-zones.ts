import type { DraftService, DraftZone, Placed } from './draft.ts';
import type { ZonesForm } from './schema-zones.ts';
import type { Locate } from './source-position.ts';
import { nodeAt, type Path, type YamlNode } from './yaml-tree.ts';

interface Source {
  readonly tree: YamlNode;
  readonly locate: Locate;
}

/**
 * The zones of a service, which stands at `path`: the one that is asked for is `zone`, else the first of `zones`.
 * @param usual the zone of a service that names none
 */
export function draftZones(
  source: Source,
  path: Path,
  form: { readonly zone?: string | undefined; readonly zones?: ZonesForm | undefined },
  usual: Placed,
): Pick<DraftService, 'zone' | 'zones'> {
  const own = form.zone === undefined ? undefined : placed(source, [...path, 'zone']);
  const zones = (form.zones ?? []).map((item, index) => draftZone(source, [...path, 'zones', index], item));
  const zone = own ?? zones[0] ?? usual;
  const listed = zones.length === 0 || zones.some(({ text }) => zoneKey(text) === zoneKey(zone.text));
  return {
    zone: { text: zone.text, at: zone.at },
    zones: listed ? zones : [{ ...zone, delegations: [] }, ...zones],
  };
}

/** All zones of a service: `zone`, unless it lists more. */
export function zonesOfDraft({ zone, zones }: Pick<DraftService, 'zone' | 'zones'>): readonly Placed[] {
  return zones.length === 0 ? [zone] : zones;
}

/** The name of a zone as the rest of the program has it. */
export function zoneKey(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

function draftZone(source: Source, path: Path, item: ZonesForm[number]): DraftZone {
  if (typeof item === 'string') return { ...placed(source, path), delegations: [] };
  const { file, records } = item;
  const delegate = nodeAt(source.tree, [...path, 'delegate']);
  return {
    ...placed(source, [...path, 'name']),
    ...(file === undefined ? {} : { file: placed(source, [...path, 'file']) }),
    ...(records === undefined
      ? {}
      : { records: { count: records, at: placed(source, [...path, 'records']).at } }),
    delegations: (delegate?.kind === 'mapping' ? delegate.entries : []).map(({ key, keyOffset }) => ({
      text: key,
      at: source.locate(keyOffset),
      service: placed(source, [...path, 'delegate', key]),
    })),
  };
}

function placed({ tree, locate }: Source, path: Path): Placed {
  const node = nodeAt(tree, path);
  if (node?.kind !== 'scalar') throw new Error(`The schema let no text pass at ${path.join('.')}`);
  return { text: node.text, at: locate(node.offset) };
}
