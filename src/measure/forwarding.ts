/**
 * Where packets for a service prefix end up, as the routers' forwarding tables (FIBs) have it: a walk from
 * router to router along the interfaces that each table names.
 */
import { exchangePorts } from '../plan/exchange-ports.ts';
import type { LabPlan } from '../plan/lab-plan.ts';

/** The other end of a router's interface: the next router, a site's servers, or neither. */
export type Neighbor =
  | { readonly kind: 'router'; readonly node: string }
  | { readonly kind: 'servers'; readonly site: string }
  | { readonly kind: 'host' };

/** By router, by interface; by `INTERFACE GATEWAY` where several routers are behind one. */
export type Adjacency = ReadonlyMap<string, ReadonlyMap<string, Neighbor>>;

/** By router: the interfaces of its route to the prefix (several: ECMP), named as in `Adjacency`. Absent or empty: no route. */
export type FibState = ReadonlyMap<string, readonly string[]>;

/** One branch of a walk: the routers that it passes, and how it ends at the last of them. */
export interface Branch {
  readonly path: readonly string[];
  readonly end:
    | { readonly kind: 'delivered'; readonly site: string }
    | { readonly kind: 'dropped' }
    | { readonly kind: 'loop' };
}

/** What lies at the end of every interface of every router of a plan. */
export function adjacencyOf(plan: LabPlan): Adjacency {
  const routers = new Set(
    plan.nodes.filter(({ role }) => role === 'edge' || role === 'router').map(({ name }) => name),
  );
  const adjacency = new Map([...routers].map((name) => [name, new Map<string, Neighbor>()]));
  const addresses = new Map(
    plan.nodes.flatMap(({ name, interfaces }) => interfaces.map((i) => [`${name} ${i.link}`, i.addresses])),
  );
  for (const link of plan.links) {
    if (link.kind === 'exchange') {
      for (const { node, interface: name } of link.ports) {
        for (const other of link.ports.filter((port) => port.node !== node)) {
          for (const { address } of addresses.get(`${other.node} ${link.name}`) ?? []) {
            adjacency.get(node)?.set(`${name} ${address}`, { kind: 'router', node: other.node });
          }
        }
      }
      continue;
    }
    for (const port of link.ports) {
      const peer = link.ports.find((other) => other.node !== port.node && routers.has(other.node));
      let neighbor: Neighbor = { kind: 'host' };
      if (link.kind === 'lan') neighbor = { kind: 'servers', site: port.node };
      else if (peer !== undefined) neighbor = { kind: 'router', node: peer.node };
      adjacency.get(port.node)?.set(port.interface, neighbor);
    }
  }
  return adjacency;
}

/** The same without what lies over some of the plan's links, or ports of its exchanges: packets that a table still sends there end there. */
export function withoutLinks(plan: LabPlan, adjacency: Adjacency, cut: ReadonlySet<string>): Adjacency {
  const ports = plan.links.filter(({ name }) => cut.has(name)).flatMap((link) => link.ports);
  const alone = exchangePorts(plan).filter(({ name }) => cut.has(name));
  if (ports.length === 0 && alone.length === 0) return adjacency;
  /** Whether a cut port of an exchange is this router's own, or the neighbour's that is behind this interface. */
  const isApart = (node: string, name: string, neighbor: Neighbor): boolean =>
    alone.some(({ link, port }) => {
      const own = link.ports.find((each) => each.node === node)?.interface;
      if (own === undefined || !name.startsWith(`${own} `)) return false;
      return port.node === node || (neighbor.kind === 'router' && neighbor.node === port.node);
    });
  return new Map(
    [...adjacency].map(([node, neighbors]) => {
      const dead = new Set(ports.filter((port) => port.node === node).map((port) => port.interface));
      const left = [...neighbors].filter(([name, each]) => !dead.has(name) && !isApart(node, name, each));
      return [node, new Map(left)] as const;
    }),
  );
}

/** The interfaces of each router that several others are behind. */
export function sharedInterfaces(plan: LabPlan): ReadonlyMap<string, readonly string[]> {
  const shared = new Map<string, string[]>();
  for (const { ports } of plan.links.filter(({ kind }) => kind === 'exchange')) {
    for (const port of ports) shared.set(port.node, [...(shared.get(port.node) ?? []), port.interface]);
  }
  return shared;
}

/**
 * Walks from a router to wherever its packets go. With ECMP there are several branches, found depth first; a router
 * that an earlier branch has been through is not walked again, as its packets fare no differently.
 */
export function forwardingBranches(adjacency: Adjacency, fib: FibState, from: string): readonly Branch[] {
  const branches: Branch[] = [];
  const walked = new Set<string>();

  const walk = (node: string, above: readonly string[]): void => {
    const path = [...above, node];
    if (above.includes(node)) {
      branches.push({ path, end: { kind: 'loop' } });
      return;
    }
    if (walked.has(node)) return;
    walked.add(node);
    const interfaces = fib.get(node) ?? [];
    if (interfaces.length === 0) branches.push({ path, end: { kind: 'dropped' } });
    for (const name of interfaces) {
      const neighbor = adjacency.get(node)?.get(name);
      if (neighbor?.kind === 'router') walk(neighbor.node, path);
      else if (neighbor?.kind === 'servers')
        branches.push({ path, end: { kind: 'delivered', site: neighbor.site } });
      else branches.push({ path, end: { kind: 'dropped' } });
    }
  };
  walk(from, []);
  return branches;
}
