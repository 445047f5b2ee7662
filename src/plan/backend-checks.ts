import { queryName } from '../topology/health-question.ts';
import type { Site } from '../topology/topology.ts';
import type { BackendChecks, BalancerPlan, MorePrefix } from './lab-plan.ts';
import { addressOn } from './lookup.ts';

/**
 * Below this name an edge tells its balancer which back ends are in: it asks for a name with a digit for each, `1` for in. The agent knows it
 * too (images/router/health/balancer.py).
 */
export const TOLD_BELOW = 'backends.anycast-lab';

/**
 * Whether a site's edge checks the back ends of its balancer. It does where dnsdist cannot, which goes by response codes alone and knows
 * two sets of good ones (https://www.dnsdist.org/reference/config.html#newServer, `mustResolve`); an edge that announces nothing checks nothing.
 */
export function isTold({ health, announce }: Site): boolean {
  if (health === null || (announce.withoutServices && (announce.prefixes ?? []).length === 0)) return false;
  const { rcode = 'NOERROR', answer } = health.expect ?? {};
  return health.maxStale !== undefined || answer !== undefined || rcode !== 'NOERROR';
}

/** What the edge checks of its balancer's back ends; nothing where the balancer does, or there is none. */
export function planBackendChecks(
  site: Site,
  prefixes: readonly (MorePrefix & { readonly zone: string })[],
  balancer: BalancerPlan | undefined,
): { readonly balancer?: BackendChecks } {
  const [lan] = balancer?.interfaces ?? [];
  if (balancer === undefined || lan === undefined || !balancer.told) return {};
  const firstOfService = prefixes.filter(
    ({ service }, index) => prefixes.findIndex((other) => other.service === service) === index,
  );
  const name = site.health?.question?.name;
  return {
    balancer: {
      name: balancer.name,
      address: addressOn(lan, 4),
      checks: firstOfService.flatMap(({ family, prefix, zone }) =>
        balancer.backends.map((backend) => ({
          ...{ family, prefix, zone },
          ...(name === undefined ? {} : { name: queryName(name, zone) }),
          ...{ server: backend.name, address: backend.address },
        })),
      ),
    },
  };
}
