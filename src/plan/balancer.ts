import { DEFAULT_HEALTH } from '../topology/failure-detection.ts';
import { queryName } from '../topology/health-question.ts';
import type { Site } from '../topology/topology.ts';
import { isTold } from './backend-checks.ts';
import type { BackendCheck, BalancerPlan, InterfacePlan, ServicePlan } from './lab-plan.ts';
import { addressOn, interfaceOn, lookUp } from './lookup.ts';
import { serviceAddresses } from './loopback.ts';
import { defaultRoutes } from './routes.ts';
import { balancerName, lanName } from './segments.ts';

/** How long a health check waits where nothing is said, in s: as images/router/health does. */
const TIMEOUT = 0.4;

/**
 * The balancer of a site: one or none. Back ends are asked over IPv4, whatever the query came by; those at another site have all of
 * this one's services.
 */
export function planBalancer(
  site: Site,
  sites: readonly Site[],
  services: readonly ServicePlan[],
  interfaces: ReadonlyMap<string, readonly InterfacePlan[]>,
): readonly BalancerPlan[] {
  if (site.balancer === undefined) return [];
  const name = balancerName(site);
  const edge = interfaceOn(interfaces, site.name, lanName(site));
  const { backends: elsewhere = [], ...balancer } = site.balancer;
  const places = [site, ...elsewhere.flatMap((place) => sites.find((other) => other.name === place) ?? [])];
  return [
    {
      role: 'balancer',
      name,
      site: site.name,
      ...balancer,
      interfaces: lookUp(interfaces, name),
      loopback: serviceAddresses(services),
      routes: defaultRoutes(edge),
      backends: places.flatMap((place) =>
        place.servers
          .filter((server) => site.services.every((service) => server.services.includes(service)))
          .map(({ name }) => ({
            name,
            address: addressOn(interfaceOn(interfaces, name, lanName(place)), 4),
          })),
      ),
      check: planCheck(site, services),
      ...(isTold(site) ? { told: true } : {}),
      checkedFrom: edge.addresses,
    },
  ];
}

/** What the site's health says, for the first of its services, as dnsdist can do it; the defaults where the site checks nothing. */
function planCheck({ health }: Site, services: readonly ServicePlan[]): BackendCheck {
  const { interval, fall, rise, timeout, question, expect } = health ?? DEFAULT_HEALTH;
  const zone = services[0]?.zone ?? '.';
  const seconds = Math.max(1, Math.round(interval));
  return {
    interval: seconds,
    timeout: Math.round(1000 * (timeout ?? Math.min(interval, TIMEOUT))),
    // Before the site's own checks may have come to a dead server so often that they take the whole site for dead.
    fall: Math.max(1, Math.floor(((fall - 1) * interval) / seconds)),
    rise,
    name: question?.name === undefined ? zone : queryName(question.name, zone),
    type: question?.type ?? 'SOA',
    resolves: (expect?.rcode ?? 'NOERROR') === 'NOERROR',
  };
}
