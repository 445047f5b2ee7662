import type { Site } from '../topology/topology.ts';
import type { HealthPlan, InterfacePlan, MorePrefix } from './lab-plan.ts';
import { addressOn } from './lookup.ts';
import { serverNames } from './segments.ts';

/**
 * What a site's edge checks: each server for each prefix that the site announces; null where it checks nothing.
 * @param servers the servers' interfaces on the site's LAN, in the order of their names
 */
export function planHealth(
  site: Site,
  prefixes: readonly (Pick<MorePrefix, 'family' | 'prefix'> & { readonly zone: string })[],
  servers: readonly InterfacePlan[],
): HealthPlan | null {
  if (site.health === null) return null;
  const named = serverNames(site).flatMap((name, index) => {
    const lan = servers[index];
    return lan === undefined ? [] : [{ name, lan }];
  });
  const checks = prefixes.flatMap(({ family, prefix, zone }) =>
    named.map(({ name, lan }) => ({ family, prefix, zone, server: name, address: addressOn(lan, family) })),
  );
  return { ...site.health, checks };
}
