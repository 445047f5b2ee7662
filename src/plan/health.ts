import type { Site } from '../topology/topology.ts';
import type { HealthPlan, MorePrefix } from './lab-plan.ts';
import { addressOn } from './lookup.ts';
import type { ServerOnLan } from './routes.ts';

/**
 * What a site's edge checks: for each prefix that the site announces the servers of its service; null where it checks nothing.
 * @param servers in the order of their names
 * @param primary its addresses
 */
export function planHealth(
  site: Site,
  prefixes: readonly (MorePrefix & { readonly zone: string })[],
  servers: readonly ServerOnLan[],
  primary: readonly string[],
): HealthPlan | null {
  if (site.health === null) return null;
  const checks = prefixes.flatMap(({ service, family, prefix, zone }) =>
    servers
      .filter(({ services }) => services.includes(service))
      .map(({ name, lan }) => ({ family, prefix, zone, server: name, address: addressOn(lan, family) })),
  );
  return { ...site.health, ...(site.health.maxStale === undefined ? {} : { primary }), checks };
}
