import { contains, parseAddress, parsePrefix } from '../topology/cidr.ts';
import type { Family } from '../topology/topology.ts';
import type { LabPlan, RouterPlan } from './lab-plan.ts';
import { isRouter } from './roles.ts';

/** A prefix for queries to a service. */
export interface AnnouncedPrefix {
  readonly family: Family;
  readonly prefix: string;
}

/** The prefixes that a router announces for the services it has, when nothing is wrong; none but a site's edge has any. */
export function announcedBy(
  plan: LabPlan,
  { services, alsoAnnounces = [] }: RouterPlan,
): readonly AnnouncedPrefix[] {
  const own = plan.services.filter(({ name }) => services.includes(name)).flatMap(({ prefixes }) => prefixes);
  return [...own, ...alsoAnnounces].map(({ family, prefix }) => ({ family, prefix }));
}

/** Every prefix that is announced for a service anywhere: those of the services, and what single sites announce besides. */
export function announcedPrefixes(plan: LabPlan): readonly AnnouncedPrefix[] {
  const all = [
    ...plan.services.flatMap(({ prefixes }) => prefixes),
    ...plan.nodes.filter(isRouter).flatMap(({ alsoAnnounces = [] }) => alsoAnnounces),
  ];
  return [...new Map(all.map(({ family, prefix }) => [prefix, { family, prefix }])).values()];
}

/** Those of them that hold an address, the longest first: the first that a router has a route to is the one that it goes by. */
export function prefixesOf(plan: LabPlan, address: string): readonly string[] {
  const wanted = parseAddress(address);
  return announcedPrefixes(plan)
    .flatMap(({ prefix }) => parsePrefix(prefix) ?? [])
    .filter((prefix) => wanted !== undefined && contains(prefix, wanted))
    .toSorted((a, b) => b.length - a.length)
    .map(({ text }) => text);
}
