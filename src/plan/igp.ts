import type { BgpTimers, Topology } from '../topology/topology.ts';
import type { IgpPlan, InterfacePlan } from './lab-plan.ts';
import { interfaceOn } from './lookup.ts';
import { byName } from './order.ts';

/** OSPF's own timers (RFC 2328, appendix C.3), in s: the slowest that a lab has. */
const SLOWEST = { hello: 10, dead: 40 } as const;

/** A router's part in its network's OSPF; undefined where no internal link ends at it. */
export function planIgp(
  node: string,
  topology: Topology,
  interfaces: ReadonlyMap<string, readonly InterfacePlan[]>,
): IgpPlan | undefined {
  const links = byName(topology.internalLinks ?? []).filter(({ from, to }) => from === node || to === node);
  if (links.length === 0) return undefined;
  return {
    ...timersOf(topology.timers),
    interfaces: links.map(({ name, from, to, cost }) => ({
      interface: interfaceOn(interfaces, node, name).name,
      link: name,
      node: from === node ? to : from,
      cost,
    })),
  };
}

/** As fast as the lab's BGP finds a dead neighbour, and never slower than OSPF by itself; a hold time of 0 is never. */
function timersOf({ keepalive, hold }: BgpTimers): Pick<IgpPlan, 'hello' | 'dead'> {
  if (hold === 0 || hold > SLOWEST.dead) return SLOWEST;
  return { hello: Math.min(keepalive, SLOWEST.hello), dead: hold };
}
