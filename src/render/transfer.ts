import type { InterfaceAddress, LabPlan, PrimaryPlan, ServerPlan } from '../plan/lab-plan.ts';
import { primaryOf } from '../plan/secondaries.ts';

/** Where a server has its zones from. */
export interface Transfer {
  /** Addresses of the primary, IPv4 first. */
  readonly primary: readonly InterfaceAddress[];
  /** Those that the server asks from, on its site's LAN: an answer to a service address may go to another site. */
  readonly own: readonly InterfaceAddress[];
}

/** Undefined where servers have their zones from files of their own. */
export function transferOf(plan: LabPlan, server: ServerPlan): Transfer | undefined {
  const primary = primaryOf(plan);
  return primary === undefined ? undefined : { primary: lanAddresses(primary), own: lanAddresses(server) };
}

/** The addresses of a node's interfaces: not those of services, on `lo`. */
export function lanAddresses({ interfaces }: PrimaryPlan | ServerPlan): readonly InterfaceAddress[] {
  return interfaces.flatMap(({ addresses }) => addresses).toSorted((a, b) => a.family - b.family);
}

/** Where a server keeps a zone that it has by transfer: a server that starts again has it before it reaches the primary. */
export function transferredPath(zone: string): string {
  return `/tmp/${zone}.zone`;
}
