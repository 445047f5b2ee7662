/** Addresses on `lo`. */
import type { Family } from '../topology/topology.ts';
import type { InterfaceAddress, ServicePlan } from './lab-plan.ts';

/** The addresses of services, for whoever answers at them. */
export function serviceAddresses(services: readonly ServicePlan[]): readonly InterfaceAddress[] {
  return services.flatMap(({ prefixes }) =>
    prefixes.map(({ family, address }) => hostAddress(family, address)),
  );
}

/** One address by itself. */
export function hostAddress(family: Family, address: string): InterfaceAddress {
  return { family, address, length: family === 4 ? 32 : 128 };
}
