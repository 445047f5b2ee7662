import type { Family } from '../topology/topology.ts';
import type { InterfacePlan } from './lab-plan.ts';

// Validation has seen to it that all names resolve; what throws here is a mistake of this program.

/** What a map holds for a key that must be there. */
export function lookUp<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the plan has nothing for ${String(key)}`);
  return value;
}

/** The interface that a node has on a link. */
export function interfaceOn(
  interfaces: ReadonlyMap<string, readonly InterfacePlan[]>,
  node: string,
  link: string,
): InterfacePlan {
  const found = lookUp(interfaces, node).find((candidate) => candidate.link === link);
  if (found === undefined) throw new Error(`${node} has no interface on ${link}`);
  return found;
}

/** The address of an IP version on an interface. */
export function addressOn({ name, addresses }: InterfacePlan, family: Family): string {
  const found = addresses.find((candidate) => candidate.family === family);
  if (found === undefined) throw new Error(`${name} has no IPv${family} address`);
  return found.address;
}
