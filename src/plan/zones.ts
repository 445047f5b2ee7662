import type { ServiceZone } from '../topology/topology.ts';
import type { ServicePlan } from './lab-plan.ts';

/** All zones of a service: the one that is asked for, unless the topology lists them. */
export function zonesOf({ zone, zones }: Pick<ServicePlan, 'zone' | 'zones'>): readonly ServiceZone[] {
  return zones ?? [{ name: zone }];
}

/**
 * What clients ask a service for: `www`, which every generated zone has, or of a zone that somebody wrote its own name, as nobody
 * knows what else is in it.
 */
export function nameAskedFor(service: Pick<ServicePlan, 'zone' | 'zones'>): string {
  const asked = zonesOf(service).find(({ name }) => name === service.zone);
  return asked?.written === undefined ? `www.${service.zone}` : service.zone;
}
