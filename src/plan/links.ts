import { interfaceNames } from './interface-names.ts';
import type { InterfacePlan, LinkPlan } from './lab-plan.ts';
import { lookUp } from './lookup.ts';
import type { Numbering } from './networks.ts';
import type { Segment } from './segments.ts';
import { uniqueHash } from './unique-hash.ts';

export interface Wiring {
  readonly links: readonly LinkPlan[];
  /** The interfaces of each node, in the order of the links. */
  readonly interfaces: ReadonlyMap<string, readonly InterfacePlan[]>;
}

/** Names every bridge, port, interface and MAC address, and puts the planned addresses on them. */
export function planLinks(segments: readonly Segment[], numbering: Numbering): Wiring {
  const names = namesByNode(segments);
  const interfaces = new Map<string, InterfacePlan[]>([...names.keys()].map((node) => [node, []]));
  const fabricNames = new Set<string>();
  const macs = new Set<string>();

  const links = segments.map((segment): LinkPlan => {
    const numbers = lookUp(numbering.segments, segment.name);
    const bridge = uniqueHash(fabricNames, [segment.name], (digest) => `b${digest.slice(0, 10)}`);
    const ports = segment.members.map((node) => {
      const name = lookUp(lookUp(names, node), segment.name);
      const identity = [segment.name, node];
      interfaces.get(node)?.push({
        name,
        link: segment.name,
        mac: uniqueHash(macs, identity, macAddress),
        addresses: segment.unnumbered ? [] : lookUp(numbers.addresses, node),
      });
      const port = uniqueHash(fabricNames, identity, (digest) => `p${digest.slice(0, 10)}`);
      return { node, interface: name, port };
    });
    return { name: segment.name, kind: segment.kind, bridge, prefixes: numbers.prefixes, ports };
  });
  return { links, interfaces };
}

/** A unicast MAC address that is locally administered (IEEE 802, the 02 in its first octet). */
function macAddress(digest: string): string {
  return ['02', ...(digest.slice(0, 10).match(/../g) ?? [])].join(':');
}

function namesByNode(segments: readonly Segment[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const segmentsOf = new Map<string, Segment[]>();
  for (const segment of segments) {
    for (const node of segment.members) segmentsOf.set(node, [...(segmentsOf.get(node) ?? []), segment]);
  }
  return new Map([...segmentsOf].map(([node, own]) => [node, interfaceNames(node, own)]));
}
