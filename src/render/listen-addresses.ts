import type { InterfaceAddress, PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';

/**
 * Where a server listens: on its LAN, and at its service addresses. Each by itself, as an answer that
 * leaves from a wildcard socket may carry the wrong source address.
 */
export function listenAddresses(server: ServerPlan | PrimaryPlan): readonly InterfaceAddress[] {
  return [...server.interfaces.flatMap(({ addresses }) => addresses), ...server.loopback];
}
