import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftZone } from '../draft.ts';
import { zoneKey } from '../draft-zones.ts';

/** A zone at a service, its name as the rest of the program has it. */
interface OwnedZone extends Omit<DraftZone, 'text'> {
  readonly name: string;
  readonly service: string;
}

/**
 * From a root on, the way to a zone below another one of the lab leads through that, whose servers have to refer to it wherever they do not
 * have it themselves. Zone files are their authors' own matter, and without a root resolvers know every zone by itself.
 */
export function zonesBelowAreDelegated(draft: Draft): readonly Diagnostic[] {
  if (!draft.services.some(({ role }) => role === 'root')) return [];
  const all = draft.services
    .filter(({ role }) => role === undefined)
    .flatMap(({ text: service, zone, zones }) =>
      (zones.length === 0 ? [{ ...zone, delegations: [] }] : zones).map(
        ({ text, ...each }): OwnedZone => ({ ...each, name: zoneKey(text), service }),
      ),
    );
  const servicesWith = (name: string) =>
    all.filter((each) => each.name === name).map(({ service }) => service);
  return all.flatMap(({ name: zone, service, at }): readonly Diagnostic[] => {
    const [above] = all
      .filter((other) => zone.endsWith(`.${other.name}`))
      .toSorted((a, b) => b.name.length - a.name.length);
    if (above === undefined || above.file !== undefined) return [];
    const below = zone.slice(0, -above.name.length - 1);
    if (above.delegations.some(({ text }) => text.toLowerCase() === below)) return [];
    const [parents, children] = [servicesWith(above.name), servicesWith(zone)];
    const site = draft.sites.find(
      ({ services }) =>
        services.some(({ text }) => parents.includes(text)) &&
        !services.some(({ text }) => children.includes(text)),
    );
    if (site === undefined) return [];
    const args = { zone, above: above.name, below, service, site: site.text };
    return [{ code: 'zone-not-delegated', args, location: at }];
  });
}
