/** Which servers have which zones from the primary. */
import type { LabPlan, NodePlan, PrimaryPlan, ServerPlan } from './lab-plan.ts';
import { zonesOf } from './zones.ts';

/** The lab's primary; undefined where it has none. */
export function primaryOf({ nodes }: Pick<LabPlan, 'nodes'>): PrimaryPlan | undefined {
  return nodes.find((node) => node.role === 'primary');
}

/** One zone at one server. */
export interface ZoneAtServer {
  readonly zone: string;
  readonly server: ServerPlan;
}

/** Every zone at every server that has it, by zone, in the order of the plan. */
export function zonesAtServers(plan: LabPlan): readonly ZoneAtServer[] {
  const servers = plan.nodes.filter((node): node is ServerPlan => node.role === 'server');
  return zoneNames(plan).flatMap((zone) => {
    const services = plan.services.filter((service) => zonesOf(service).some(({ name }) => name === zone));
    const names = new Set(services.map(({ name }) => name));
    return servers
      .filter((server) => server.services.some((name) => names.has(name)))
      .map((server) => ({ zone, server }));
  });
}

/** Names of the lab's zones, each once. */
export function zoneNames({ services }: Pick<LabPlan, 'services'>): readonly string[] {
  return [...new Set(services.flatMap((service) => zonesOf(service).map(({ name }) => name)))];
}

/** Names of those zones that the primary signs. */
export function signedZones({ services }: Pick<LabPlan, 'services'>): readonly string[] {
  return zoneNames({ services: services.filter(({ dnssec }) => dnssec !== undefined) });
}

/** An address by which a node is reached over the routed network, IPv4 first; not that of a service. */
export function unicastAddress(node: NodePlan): string {
  const [first] = unicastAddresses(node);
  if (first === undefined) throw new Error(`${node.name} has no address`);
  return first;
}

/** All of those. */
export function unicastAddresses({ interfaces }: NodePlan): readonly string[] {
  return interfaces
    .flatMap(({ addresses }) => addresses)
    .toSorted((a, b) => a.family - b.family)
    .map(({ address }) => address);
}
