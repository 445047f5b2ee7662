/** iBGP: the sessions between the loopbacks of a network's routers. */
import { FAMILIES, type Topology } from '../topology/topology.ts';
import type { NeighborPlan, SessionEnd, SessionPlan } from './lab-plan.ts';
import { lookUp } from './lookup.ts';
import type { Numbering } from './networks.ts';
import { compareNames } from './order.ts';

/** What is needed to know a session's ends. */
interface InternalContext {
  readonly asns: ReadonlyMap<string, number>;
  readonly networks: ReadonlyMap<string, readonly string[]>;
  readonly numbering: Numbering;
}

/**
 * The sessions of all networks of several routers, for each IP version, by the names of their ends. Every router has one with every
 * other or, where a network has route reflectors, reflectors with all and the others with reflectors alone.
 */
export function planInternalSessions(
  topology: Topology,
  { asns, networks, numbering }: InternalContext,
): readonly SessionPlan[] {
  const reflectors = reflectorsOf(topology);
  const byFirst = [...new Set(networks.values())].toSorted(([a = ''], [b = '']) => compareNames(a, b));
  return byFirst.flatMap((members) => {
    const isReflected = members.some((member) => reflectors.has(member));
    const pairs = members
      .flatMap((a, index) => members.slice(index + 1).map((b) => [a, b] as const))
      .filter(([a, b]) => !isReflected || reflectors.has(a) || reflectors.has(b));
    return pairs.flatMap(([a, b]) =>
      FAMILIES.map((family): SessionPlan => {
        const end = (node: string): SessionEnd => ({
          node,
          asn: lookUp(asns, node),
          address: lookUp(numbering.nodes, node).loopback[family],
        });
        return { link: internalName(a, b), family, relationship: 'internal', a: end(a), b: end(b) };
      }),
    );
  });
}

/** What `node` configures of its sessions within its network. */
export function internalNeighborsOf(
  node: string,
  topology: Topology,
  sessions: readonly SessionPlan[],
): readonly NeighborPlan[] {
  const reflectors = reflectorsOf(topology);
  return sessions
    .filter(({ relationship }) => relationship === 'internal')
    .flatMap(({ link, family, a, b }): readonly NeighborPlan[] => {
      const [own, other] = a.node === node ? [a, b] : [b, a];
      if (own.node !== node) return [];
      return [
        {
          node: other.node,
          family,
          link,
          interface: 'lo',
          address: other.address,
          asn: other.asn,
          relationship: 'internal',
          // The advertisement interval is for neighbours in other networks.
          timers: { ...topology.timers, advertisementInterval: 0 },
          bfd: null,
          policy: { in: {}, out: {}, hears: true, services: {} },
          source: own.address,
          ...(reflectors.has(node) && !reflectors.has(other.node) ? { reflectorClient: true } : {}),
        },
      ];
    });
}

/** No link of a topology can have such a name: names hold no colon. */
function internalName(a: string, b: string): string {
  return `ibgp:${a}--${b}`;
}

function reflectorsOf({ routers }: Topology): ReadonlySet<string> {
  return new Set(routers.filter(({ reflector }) => reflector).map(({ name }) => name));
}
