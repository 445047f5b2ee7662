/** A node's interfaces, as what the fabric does on its own side and as `ip` commands for the node's side. */
import type { InterfaceAddress, KernelRoute, LabPlan, NodePlan } from '../plan/lab-plan.ts';

/** One end of a link: the port on the fabric's bridge, and the interface in the node. */
export interface WirePort {
  readonly bridge: string;
  readonly port: string;
  readonly interface: string;
  readonly mac: string;
}

/** The bridge ports of each node, by the node's name. */
export function wirePorts(plan: LabPlan): ReadonlyMap<string, readonly WirePort[]> {
  const macs = new Map(
    plan.nodes.flatMap((node) => node.interfaces.map((i) => [`${node.name}/${i.name}`, i.mac] as const)),
  );
  const ports = new Map<string, WirePort[]>(plan.nodes.map((node) => [node.name, []]));
  for (const link of plan.links) {
    for (const end of link.ports) {
      ports.get(end.node)?.push({
        bridge: link.bridge,
        port: end.port,
        interface: end.interface,
        mac: macs.get(`${end.node}/${end.interface}`) ?? '',
      });
    }
  }
  return ports;
}

/**
 * The batch that gives a node its addresses and routes, for `ip -batch` in its network namespace. Every command
 * replaces, so that the batch can run again.
 */
export function ipBatch(node: NodePlan): string {
  const loopback = node.loopback.map((a) => address(a, 'lo'));
  const interfaces = node.interfaces.flatMap((i) => [
    `link set ${i.name} up`,
    ...i.addresses.map((a) => address(a, i.name)),
  ]);
  return `${['link set lo up', ...loopback, ...interfaces, ...node.routes.map(route)].join('\n')}\n`;
}

/**
 * Without `nodad` an IPv6 address cannot be bound to for a moment, even where duplicate address detection is off: the kernel
 * leaves it to a worker thread to say that it is no longer tentative, and a server that starts sooner fails.
 */
function address({ family, address, length }: InterfaceAddress, dev: string): string {
  return `address replace ${address}/${length} dev ${dev}${family === 6 ? ' nodad' : ''}`;
}

function route(r: KernelRoute): string {
  const [only, ...others] = r.via;
  if (only === undefined) return `route replace blackhole ${r.destination}`;
  if (others.length === 0) return `route replace ${r.destination} via ${only}`;
  return `route replace ${r.destination} ${r.via.map((via) => `nexthop via ${via}`).join(' ')}`;
}
