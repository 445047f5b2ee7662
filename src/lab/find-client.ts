import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import { isClient } from '../plan/roles.ts';
import { meantOrAll } from '../topology/names.ts';
import { LabError } from './lab-error.ts';

/**
 * The client of a name.
 * @throws LabError `usage` where the lab has none
 */
export function findClient(plan: LabPlan, name: string): ClientPlan {
  const clients = plan.nodes.filter(isClient);
  const found = clients.find((client) => client.name === name);
  if (found) return found;
  const known = clients.map((client) => client.name);
  throw new LabError('usage', `no client called ${name}`, meantOrAll(name, known, 'Clients'));
}
