import { FAMILIES, type PerFamily, type SiteServer } from '../topology/topology.ts';
import type { InterfacePlan, KernelRoute, MorePrefix } from './lab-plan.ts';
import { addressOn } from './lookup.ts';

/** A server of a site, as its edge meets it. */
export interface ServerOnLan extends Pick<SiteServer, 'name' | 'services'> {
  readonly lan: InterfacePlan;
}

/** A router's own networks, kept in its table so that FRR's `network` statement finds them. */
export function networkRoutes(network: PerFamily<string>): readonly KernelRoute[] {
  return FAMILIES.map((family) => ({ family, destination: network[family], via: [] }));
}

/** What a site announces: its edge spreads queries over the servers, and announces what has a route. */
export function serviceRoutes(
  prefixes: readonly MorePrefix[],
  servers: readonly ServerOnLan[],
): readonly KernelRoute[] {
  return prefixes.map(({ service, family, prefix }) => ({
    family,
    destination: prefix,
    via: servers
      .filter(({ services }) => services.includes(service))
      .map(({ lan }) => addressOn(lan, family)),
  }));
}

/** The only way out of a server or client: its router. */
export function defaultRoutes(gateway: InterfacePlan): readonly KernelRoute[] {
  return FAMILIES.map((family) => ({ family, destination: 'default', via: [addressOn(gateway, family)] }));
}
