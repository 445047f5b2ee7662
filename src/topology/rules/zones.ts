import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';

/** RFC 1123, section 2.1, and underscores, which zones for services have. */
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Leaves room for the names of hosts under the zone in the 253 characters of a domain name. */
const MAX_ZONE_LENGTH = 180;

/** Zones are domain names, with or without the final dot. */
export function zonesAreDomains(draft: Draft): readonly Diagnostic[] {
  return draft.services.flatMap(({ zone }): readonly Diagnostic[] => {
    const sound =
      zone.text.length <= MAX_ZONE_LENGTH &&
      zone.text
        .replace(/\.$/, '')
        .split('.')
        .every((label) => LABEL.test(label));
    return sound ? [] : [{ code: 'bad-zone', args: { zone: zone.text }, location: zone.at }];
  });
}
