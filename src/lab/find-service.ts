import type { LabPlan, ServicePlan } from '../plan/lab-plan.ts';
import { meantOrAll } from '../topology/names.ts';
import type { Family, ServicePrefix } from '../topology/topology.ts';
import { LabError } from './lab-error.ts';

/**
 * The service of a name; without one, the only service that there is.
 * @throws LabError `usage` where there is none of that name, or several to choose from
 */
export function findService(plan: LabPlan, name: string | undefined): ServicePlan {
  const names = plan.services.map((service) => service.name);
  const [only, ...others] = plan.services;
  if (name === undefined && only !== undefined && others.length === 0) return only;
  const found = plan.services.find((service) => service.name === name);
  if (found) return found;
  if (name === undefined) {
    throw new LabError('usage', 'there are several services', `Services: ${names.join(', ')}.`);
  }
  throw new LabError('usage', `no service called ${name}`, meantOrAll(name, names, 'Services'));
}

/**
 * A service's prefixes of one IP version, or of both.
 * @throws LabError `usage` where it has none of that version
 */
export function requirePrefixes(service: ServicePlan, family: Family | undefined): readonly ServicePrefix[] {
  const prefixes = service.prefixes.filter((prefix) => (family ?? prefix.family) === prefix.family);
  if (prefixes.length > 0) return prefixes;
  throw new LabError('usage', `${service.name} has no IPv${family} prefix`, 'Leave --family out.');
}
