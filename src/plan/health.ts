import { queryName } from '../topology/health-question.ts';
import type { Site, Topology } from '../topology/topology.ts';
import type { HealthPlan, LastSitePlan, MorePrefix, NeighborPlan } from './lab-plan.ts';
import { addressOn } from './lookup.ts';
import type { ServerOnLan } from './routes.ts';

/**
 * What a site's edge checks: for each prefix that the site announces the servers of its service; null where it checks or announces nothing.
 * @param servers in the order of their names
 * @param primary its addresses
 */
export function planHealth(
  site: Site,
  prefixes: readonly (MorePrefix & { readonly zone: string })[],
  servers: readonly ServerOnLan[],
  primary: readonly string[],
  topology: Topology,
): HealthPlan | null {
  if (site.health === null) return null;
  const { question, lastSiteStays, ...numbers } = site.health;
  const checks = prefixes.flatMap(({ service, family, prefix, zone }) =>
    servers
      .filter(({ services }) => services.includes(service))
      .map(({ name, lan }) => ({
        ...{ family, prefix, zone },
        ...(question?.name === undefined ? {} : { name: queryName(question.name, zone) }),
        ...{ server: name, address: addressOn(lan, family) },
      })),
  );
  if (checks.length === 0) return null;
  return {
    ...numbers,
    ...(question === undefined ? {} : { type: question.type }),
    ...(numbers.maxStale === undefined ? {} : { primary }),
    ...(lastSiteStays ? { lastSite: planLastSite(topology) } : {}),
    checks,
  };
}

/** What routers take at most to pass news on, where nothing holds it back, in s. */
const PASSED_ON = 2;

/** News may wait for the advertisement interval at each router on its way. */
function planLastSite({ timers, links, sites, routers }: Topology): LastSitePlan {
  const interval = Math.max(
    timers.advertisementInterval,
    ...links.map((link) => link.timers.advertisementInterval),
  );
  return { settle: PASSED_ON + interval * (sites.length + routers.length) };
}

/** As often as an ASN can be put before a path. */
const ANY_NUMBER = 10;

/**
 * A site that is to know of the others takes their routes although its own ASN is in them, as sites without an `asn` have the same.
 */
export function hearingOtherSites(
  { health }: Site,
  neighbors: readonly NeighborPlan[],
): readonly NeighborPlan[] {
  if (!health?.lastSiteStays) return neighbors;
  return neighbors.map((neighbor) =>
    neighbor.relationship === 'internal'
      ? neighbor
      : { ...neighbor, policy: { allowAsIn: ANY_NUMBER, ...neighbor.policy } },
  );
}
