import type { ServiceZone } from '../topology/topology.ts';
import type { LabPlan, ServicePlan } from './lab-plan.ts';

/** All zones of a service: the one that is asked for, unless the topology lists them; none of one with a role. */
export function zonesOf({
  zone,
  zones,
  role,
}: Pick<ServicePlan, 'zone' | 'zones' | 'role'>): readonly ServiceZone[] {
  return role !== undefined ? [] : (zones ?? [{ name: zone }]);
}

/**
 * What clients ask a service for: `www`, which every generated zone has, or of a zone that somebody wrote its own name, as nobody
 * knows what else is in it; the root and top-level domains for their own. The zone that a resolver is asked for is another service's.
 */
export function nameAskedFor(plan: Pick<LabPlan, 'services'>, service: ServicePlan): string {
  if (service.role === 'root' || service.role === 'tld') return service.zone;
  const asked = plan.services.flatMap(zonesOf).find(({ name }) => name === service.zone);
  return asked?.written === undefined ? `www.${service.zone}` : service.zone;
}

/**
 * The zone that a site's router asks the servers of a service for. A resolver's is one that every resolver has by itself (RFC 6761,
 * section 6.3): with another it would leave its site whenever somebody else's servers are down, and all other resolvers with it.
 */
export function checkedZone({ role, zone }: Pick<ServicePlan, 'role' | 'zone'>): string {
  return role === 'resolver' ? 'localhost' : zone;
}
