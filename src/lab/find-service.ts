import type { LabPlan, ServicePlan } from '../plan/lab-plan.ts';
import { LabError } from './lab-error.ts';

/**
 * The service of a name; without one, the only service that there is.
 * @throws LabError `usage` where there is none of that name, or several to choose from
 */
export function findService(plan: LabPlan, name: string | undefined): ServicePlan {
  const names = plan.services.map((service) => service.name).join(', ');
  const [only, ...others] = plan.services;
  if (name === undefined && only !== undefined && others.length === 0) return only;
  const found = plan.services.find((service) => service.name === name);
  if (found) return found;
  const what = name === undefined ? 'there are several services' : `no service called ${name}`;
  throw new LabError('usage', what, `Services: ${names}.`);
}
