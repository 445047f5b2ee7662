import type { LabPlan } from './lab-plan.ts';

/** The node that has an address, by the address; service addresses are left out, as every server of the service has them. */
export function nodesByAddress(plan: LabPlan): ReadonlyMap<string, string> {
  const services = new Set(
    plan.services.flatMap((service) => service.prefixes.map(({ address }) => address)),
  );
  return new Map(
    plan.nodes.flatMap((node) =>
      [...node.interfaces.flatMap(({ addresses }) => addresses), ...node.loopback]
        .filter(({ address }) => !services.has(address))
        .map(({ address }) => [address, node.name] as const),
    ),
  );
}
