import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftZone } from '../draft.ts';
import { zoneKey } from '../draft-zones.ts';
import { unknownName } from './unknown-name.ts';

/** RFC 1123, section 2.1, and underscores, which zones for services have. */
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Leaves room for the names of hosts under the zone in the 253 characters of a domain name. */
const MAX_ZONE_LENGTH = 180;

/** Zones are domain names, with or without the final dot. */
export function zonesAreDomains(draft: Draft): readonly Diagnostic[] {
  // Those of services with a role are not the file's.
  return draft.services.flatMap(({ zone, zones, role }) =>
    (zones.length === 0 ? [zone] : zones).flatMap(({ text, at }): readonly Diagnostic[] =>
      role !== undefined || isDomain(text) ? [] : [{ code: 'bad-zone', args: { zone: text }, location: at }],
    ),
  );
}

function isDomain(text: string): boolean {
  return (
    text.length <= MAX_ZONE_LENGTH &&
    text
      .replace(/\.$/, '')
      .split('.')
      .every((label) => LABEL.test(label))
  );
}

/** A service has each of its zones once, and what is in a zone file is not generated. */
export function zonesAreSound(draft: Draft): readonly Diagnostic[] {
  return draft.services.flatMap(({ zones }) => {
    const seen = new Set<string>();
    return zones.flatMap((zone): readonly Diagnostic[] => {
      const twice = seen.has(zoneKey(zone.text));
      seen.add(zoneKey(zone.text));
      return [
        ...(twice ? [{ code: 'zone-twice', args: { zone: zone.text }, location: zone.at } as const] : []),
        ...generatedBesides(zone),
      ];
    });
  });
}

function generatedBesides({ file, records, delegations }: DraftZone): readonly Diagnostic[] {
  if (file === undefined) return [];
  const keys = [
    ...(records === undefined ? [] : [{ key: 'records', at: records.at }]),
    ...delegations.slice(0, 1).map(({ at }) => ({ key: 'delegate', at })),
  ];
  return keys.map(({ key, at }) => ({ code: 'zone-file-and', args: { key }, location: at }) as const);
}

/** A zone that several services have is the same at all of them: one of their servers may answer for all. */
export function sharedZonesAgree(draft: Draft): readonly Diagnostic[] {
  const first = new Map<string, { readonly service: string; readonly content: string }>();
  const own = draft.services.filter(({ role }) => role === undefined);
  return own.flatMap(({ text: service, zone, zones }) =>
    (zones.length === 0 ? [{ ...zone, delegations: [] }] : zones).flatMap((each): readonly Diagnostic[] => {
      const content = contentOf(each);
      const other = first.get(zoneKey(each.text)) ?? { service, content };
      first.set(zoneKey(each.text), other);
      if (other.content === content) return [];
      const args = { zone: each.text, service: other.service };
      return [{ code: 'zone-differs', args, location: each.at }];
    }),
  );
}

function contentOf({ file, records, delegations }: DraftZone): string {
  return JSON.stringify([
    file?.text,
    records?.count,
    delegations.map(({ text, service }) => [text, service.text]),
  ]);
}

/** What is delegated from a zone is a zone of the service that it is delegated to. */
export function delegationsExist(draft: Draft): readonly Diagnostic[] {
  const zonesOf = new Map(
    draft.services.map(({ text, zone, zones, role }) => [
      text,
      role === undefined ? [zone, ...zones].map((each) => zoneKey(each.text)) : [],
    ]),
  );
  return draft.services.flatMap(({ zones }) =>
    zones.flatMap(({ text: parent, delegations }) =>
      delegations.flatMap(({ text: name, at, service }): readonly Diagnostic[] => {
        if (!draft.declaredServices.includes(service.text)) {
          return [unknownName('service', service, draft.declaredServices)];
        }
        const child = `${name}.${zoneKey(parent)}`;
        if (!isDomain(child)) return [{ code: 'bad-zone', args: { zone: child }, location: at }];
        const known = zonesOf.get(service.text);
        if (known === undefined || known.includes(child.toLowerCase())) return [];
        return [{ code: 'not-its-zone', args: { service: service.text, zone: child }, location: service.at }];
      }),
    ),
  );
}
