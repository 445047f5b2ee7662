import type { Relationship } from '../plan/lab-plan.ts';
import type { ExportChange } from '../topology/topology.ts';

/**
 * What a route is worth and how it is marked, by the neighbour that it came from: customers' routes
 * bring money, peers' are free, providers' cost (Gao and Rexford, "Stable Internet Routing Without
 * Global Coordination", 2001). The mark is the last part of a large community (RFC 8092).
 */
const IMPORT = {
  customer: { localPreference: 200, mark: 1 },
  peer: { localPreference: 150, mark: 2 },
  provider: { localPreference: 100, mark: 3 },
} as const satisfies Record<Relationship, { localPreference: number; mark: number }>;

const RELATIONSHIPS = Object.keys(IMPORT) as readonly Relationship[];

/** Name of the route-map for routes that come from such neighbours. */
export function relationshipImport(relationship: Relationship): string {
  return `from-${relationship}`;
}

/** Name of the route-map for routes that go to such neighbours. */
export function relationshipExport(relationship: Relationship): string {
  return `to-${relationship}`;
}

/**
 * The community lists and route-maps of a router with such neighbours. FRR exchanges no route over
 * eBGP without them (RFC 8212). Routes carry their mark from import to export and not a step further:
 * one that arrives with a mark of ours, or leaves with one, loses it.
 */
export function routingPolicies(asn: number, used: ReadonlySet<Relationship>): readonly string[] {
  const relationships = RELATIONSHIPS.filter((relationship) => used.has(relationship));
  if (relationships.length === 0) return [];
  return [
    ...communityList('own-mark', asn, RELATIONSHIPS),
    ...communityList('from-peer-or-provider', asn, ['peer', 'provider']),
    ...relationships.flatMap((relationship) => importPolicy(asn, relationship)),
    ...relationships.flatMap(exportPolicy),
  ];
}

/**
 * What makes a site's announcements the last choice of everybody before they are withdrawn: the community GRACEFUL_SHUTDOWN
 * (RFC 8326), for which FRR gives a route of an eBGP neighbour local preference 0 whatever the import policy says, and a
 * longer path for those who do not know the community. On the way out, and not where the prefix is originated: FRR 10.3 crashes
 * when an IPv6 `network` statement is given a route-map while its route is there (bgp_static_update, a null pointer).
 */
export const drainChanges: ExportChange = { prepend: 3, communities: ['graceful-shutdown'] };

function communityList(name: string, asn: number, relationships: readonly Relationship[]): readonly string[] {
  const entries = relationships.map(
    (relationship, index) =>
      `bgp large-community-list standard ${name} seq ${5 * (index + 1)} permit ${markOf(asn, relationship)}`,
  );
  return [...entries, '!'];
}

function importPolicy(asn: number, relationship: Relationship): readonly string[] {
  const name = relationshipImport(relationship);
  return [
    `route-map ${name} permit 10`,
    ' on-match next',
    ' set large-comm-list own-mark delete',
    'exit',
    '!',
    `route-map ${name} permit 20`,
    // Else FRR shows and uses the link-local next hop, which names no node.
    ' set ipv6 next-hop prefer-global',
    ` set large-community ${markOf(asn, relationship)} additive`,
    ` set local-preference ${IMPORT[relationship].localPreference}`,
    'exit',
    '!',
  ];
}

/** Customers get every route; peers and providers ours and our customers', so that nobody gets transit for free. */
function exportPolicy(relationship: Relationship): readonly string[] {
  const name = relationshipExport(relationship);
  const refusal = [`route-map ${name} deny 10`, ' match large-community from-peer-or-provider', 'exit', '!'];
  const permission = [`route-map ${name} permit 20`, ' set large-comm-list own-mark delete', 'exit', '!'];
  return relationship === 'customer' ? permission : [...refusal, ...permission];
}

function markOf(asn: number, relationship: Relationship): string {
  return `${asn}:0:${IMPORT[relationship].mark}`;
}
