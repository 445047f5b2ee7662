import type { Diagnostic } from '../diagnostic.ts';
import type { Draft } from '../draft.ts';
import { zoneKey } from '../draft-zones.ts';
import { MAX_NAME_LENGTH, queryName } from '../health-question.ts';

/** Names that health checks ask for are names in full too, of 253 characters at most (RFC 1035, section 2.3.4). */
export function healthNamesAreShort({ services, sites }: Draft): readonly Diagnostic[] {
  return sites.flatMap(({ text: site, health, services: own, at }): readonly Diagnostic[] => {
    const name = health?.question?.name;
    if (name === undefined) return [];
    const long = services
      .filter(({ text, role }) => role === undefined && own.some((each) => each.text === text))
      .map(({ zone }) => zoneKey(zone.text))
      .find((zone) => queryName(name, zone).length > MAX_NAME_LENGTH);
    return long === undefined ? [] : [{ code: 'health-name-long', args: { site, zone: long }, location: at }];
  });
}
