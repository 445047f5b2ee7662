/** The programs that have to run in a node beside its first process. Pure. */
import { SERVER_PROGRAMS } from '../faults/server-signals.ts';
import type { NodePlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { dealOut } from '../render/own-lines.ts';

/** How long a bgpd that has just been started may take until it answers, in ms. */
export const BGPD_STARTING = 20_000;

/**
 * Their names, in the order in which they are started. A router's are those of images/router/start-router, which says why this
 * order.
 */
export function programsOf(node: NodePlan): readonly string[] {
  if (node.role === 'server' || node.role === 'primary') return [SERVER_PROGRAMS[node.kind]];
  if (node.role === 'balancer') return [node.kind];
  if (node.role === 'client') return node.resolver === undefined ? [] : [node.resolver.kind];
  if (!isRouter(node)) return [];
  const own = dealOut(node.frr ?? []);
  const hasBfd = node.neighbors.some((neighbor) => neighbor.bfd !== null);
  const ospf = (['ospfd', 'ospf6d'] as const).filter((each) => node.igp !== undefined || own.has(each));
  const bfd = hasBfd || own.has('bfdd') ? ['bfdd'] : [];
  const health = node.health === null ? [] : ['health'];
  return ['mgmtd', 'zebra', 'staticd', ...ospf, ...bfd, 'bgpd', ...health];
}
