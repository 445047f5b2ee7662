import type { Site } from '../topology/topology.ts';
import type { HealthPlan, InterfacePlan, ServicePlan } from './lab-plan.ts';
import { addressOn } from './lookup.ts';
import { serverNames } from './segments.ts';

/**
 * What a site's edge checks: each server for each prefix of each service; null where it checks nothing.
 * @param servers the servers' interfaces on the site's LAN, in the order of their names
 */
export function planHealth(
  site: Site,
  services: readonly ServicePlan[],
  servers: readonly InterfacePlan[],
): HealthPlan | null {
  if (site.health === null) return null;
  const named = serverNames(site).flatMap((name, index) => {
    const lan = servers[index];
    return lan === undefined ? [] : [{ name, lan }];
  });
  const checks = services.flatMap(({ prefixes, zone }) =>
    prefixes.flatMap(({ family, prefix }) =>
      named.map(({ name, lan }) => ({ family, prefix, zone, server: name, address: addressOn(lan, family) })),
    ),
  );
  return { ...site.health, checks };
}
