import type { ClientPlan, NodePlan, RouterPlan } from './lab-plan.ts';

/** Whether a node runs FRR: a site's edge, or a transit or ISP router. */
export function isRouter(node: NodePlan): node is RouterPlan {
  return node.role === 'edge' || node.role === 'router';
}

export function isClient(node: NodePlan): node is ClientPlan {
  return node.role === 'client';
}
