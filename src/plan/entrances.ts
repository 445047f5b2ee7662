import type { BalancerPlan, LabPlan } from './lab-plan.ts';
import { siteNames, siteOfServer } from './roles.ts';

/**
 * At which sites queries enter that the servers of a site answer: at its own, and at those whose balancers have its servers for back ends.
 * By the site's name.
 */
export function entrancesTo(plan: LabPlan): ReadonlyMap<string, readonly string[]> {
  const balancers = plan.nodes.filter((node): node is BalancerPlan => node.role === 'balancer');
  const siteOf = siteOfServer(plan);
  return new Map(
    siteNames(plan).map((site) => {
      const asking = balancers.filter(({ backends }) =>
        backends.some(({ name }) => siteOf.get(name) === site),
      );
      return [site, [...new Set([site, ...asking.map((balancer) => balancer.site)])]];
    }),
  );
}
