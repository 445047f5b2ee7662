import type { LinkImpairments, Topology } from '../topology/topology.ts';
import type { LinkPlan } from './lab-plan.ts';
import { compareNames } from './order.ts';
import { accessName } from './segments.ts';

/** Puts on links, and on ports at exchanges, what makes them more than cables. */
export function withImpairments(links: readonly LinkPlan[], topology: Topology): readonly LinkPlan[] {
  const impaired = new Map<string, LinkImpairments | undefined>([
    ...topology.links.map(({ name, impairments }) => [name, impairments] as const),
    ...(topology.internalLinks ?? []).map(({ name, impairments }) => [name, impairments] as const),
    ...topology.clients.map(({ name, impairments }) => [accessName(name), impairments] as const),
  ]);
  const exchanges = new Map(
    topology.exchanges?.map((each) => [each.name, new Map(Object.entries(each.impairments ?? {}))]),
  );
  return links.map((link) => {
    const ports = exchanges.get(link.name);
    if (ports !== undefined) {
      return { ...link, ports: link.ports.map((port) => impairedBy(port, ports.get(port.node))) };
    }
    return impairedBy(link, impaired.get(link.name));
  });
}

function impairedBy<Of extends object>(
  of: Of,
  impairments: LinkImpairments | undefined,
): Of & { readonly impairments?: LinkImpairments } {
  return impairments === undefined ? of : { ...of, impairments: ordered(impairments) };
}

/** The same bytes whatever the order in which the author wrote the ends and their keys. */
function ordered({ mtu, from }: LinkImpairments): LinkImpairments {
  const sorted = <Value>(record: Readonly<Record<string, Value>>) =>
    Object.entries(record).toSorted(([a], [b]) => compareNames(a, b));
  return {
    ...(mtu === undefined ? {} : { mtu }),
    from: Object.fromEntries(sorted(from).map(([end, one]) => [end, Object.fromEntries(sorted({ ...one }))])),
  };
}
