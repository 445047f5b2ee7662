import type { InterfaceAddress, NodePlan } from '../plan/lab-plan.ts';

/**
 * Where a server or balancer listens: on its LAN, and at its service addresses. Each by itself, as an answer that
 * leaves from a wildcard socket may carry the wrong source address.
 */
export function listenAddresses(
  server: Pick<NodePlan, 'interfaces' | 'loopback'>,
): readonly InterfaceAddress[] {
  return [...server.interfaces.flatMap(({ addresses }) => addresses), ...server.loopback];
}
