import { routeServerName } from '../topology/exchange-ports.ts';
import type { Topology } from '../topology/topology.ts';
import { byName } from './order.ts';

/** ASNs for documentation (RFC 5398), from 64500: short ones stay free for the topology's author. */
const DOCUMENTATION = { first: 64500, last: 64511 };

/** ASNs for private use, two and four octets (RFC 6996). */
const PRIVATE = [
  { first: 64512, last: 65534 },
  { first: 4_200_000_000, last: 4_294_967_294 },
];

/**
 * Gives every site, router and route server its ASN, by name. Sites without one are one network and share an ASN;
 * each router without one is a network of its own. What internal links join is one network, and has the ASN that one of it
 * gives, or one of its own. No ASN that the author gave is handed out again.
 * @param networks those of several routers, by member
 */
export function assignAsns(
  topology: Topology,
  networks: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const taken = new Set([...topology.sites, ...topology.routers].flatMap(({ asn }) => asn ?? []));
  const free = unusedAsns(taken);
  const asns = new Map<string, number>();

  const shared = sharedSiteAsn(taken, free);
  const given = new Map([...topology.sites, ...topology.routers].map(({ name, asn }) => [name, asn]));
  /** Of the node's network: what one of its members gives, or was given before. */
  const ofNetwork = (node: string): number | undefined =>
    networks
      .get(node)
      ?.map((member) => given.get(member) ?? asns.get(member))
      .find((asn) => asn !== undefined);
  for (const { name } of byName(topology.sites)) {
    const asn = given.get(name) ?? (networks.has(name) ? (ofNetwork(name) ?? nextOf(free)) : shared);
    asns.set(name, asn);
  }
  for (const { name } of byName(topology.routers)) {
    asns.set(name, given.get(name) ?? ofNetwork(name) ?? nextOf(free));
  }
  for (const exchange of byName(topology.exchanges ?? [])) {
    if (exchange.routeServer) asns.set(routeServerName(exchange), nextOf(free));
  }
  return asns;
}

function sharedSiteAsn(taken: ReadonlySet<number>, free: Iterator<number>): number {
  for (let asn = DOCUMENTATION.first; asn <= DOCUMENTATION.last; asn += 1) {
    if (!taken.has(asn)) return asn;
  }
  return nextOf(free);
}

function* unusedAsns(taken: ReadonlySet<number>): Generator<number> {
  for (const { first, last } of PRIVATE) {
    for (let asn = first; asn <= last; asn += 1) if (!taken.has(asn)) yield asn;
  }
}

function nextOf(numbers: Iterator<number>): number {
  const next = numbers.next();
  if (next.done) throw new RangeError('no private ASN is left');
  return next.value;
}
