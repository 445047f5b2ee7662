import { HIDDEN, withoutPassword } from '../topology/hidden-password.ts';
import type { LabPlan } from './lab-plan.ts';
import { isRouter } from './roles.ts';

/** A plan as it is shown and handed on, without the passwords of its sessions; a lab is made from the plan itself. */
export function withoutPasswords(plan: LabPlan): LabPlan {
  return {
    ...plan,
    nodes: plan.nodes.map((node) =>
      isRouter(node)
        ? {
            ...node,
            neighbors: node.neighbors.map((neighbor) =>
              neighbor.password === undefined ? neighbor : { ...neighbor, password: HIDDEN },
            ),
            ...(node.frr === undefined ? {} : { frr: node.frr.map(withoutPassword) }),
          }
        : node,
    ),
  };
}
