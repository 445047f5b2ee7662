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

/** What a session's policy goes by; `anybody`: the relationship means nothing. */
export type Standing = Relationship | 'anybody';

/** Name of the route-map for routes that come from such neighbours. */
export function standingImport(standing: Standing): string {
  return `from-${standing}`;
}

/** Name of the route-map for routes that go to such neighbours. */
export function standingExport(standing: Standing): string {
  return `to-${standing}`;
}

/** Else FRR shows and uses the link-local next hop, which names no node. */
const PREFER_GLOBAL = ' set ipv6 next-hop prefer-global';

/**
 * The community lists and route-maps of a router with such neighbours. FRR exchanges no route over
 * eBGP without them (RFC 8212). Routes carry their mark from import to export and not a step further:
 * one that arrives with a mark of ours, or leaves with one, loses it.
 * @param otherMarks further ones that stay within the router
 */
export function routingPolicies(
  asn: number,
  used: ReadonlySet<Standing>,
  otherMarks: readonly string[] = [],
): readonly string[] {
  const relationships = RELATIONSHIPS.filter((relationship) => used.has(relationship));
  const marksOf = (those: readonly Relationship[]) => those.map((relationship) => markOf(asn, relationship));
  const marks = [...(relationships.length === 0 ? [] : marksOf(RELATIONSHIPS)), ...otherMarks];
  return [
    ...(marks.length === 0 ? [] : largeCommunityList('own-mark', marks)),
    ...(relationships.length === 0
      ? []
      : largeCommunityList('from-peer-or-provider', marksOf(['peer', 'provider']))),
    ...relationships.flatMap((relationship) => importPolicy(asn, relationship)),
    ...relationships.flatMap(exportPolicy),
    ...(used.has('anybody') ? openPolicies(marks.length > 0) : []),
  ];
}

/** Everything in and everything out, as it is; but for the marks of other sessions, if there are any. */
function openPolicies(marked: boolean): readonly string[] {
  const unmark = marked ? [' set large-comm-list own-mark delete'] : [];
  return [
    `route-map ${standingImport('anybody')} permit 10`,
    ...unmark,
    PREFER_GLOBAL,
    'exit',
    '!',
    `route-map ${standingExport('anybody')} permit 10`,
    ...unmark,
    'exit',
    '!',
  ];
}

/**
 * What makes a site's announcements the last choice of everybody before they are withdrawn: the community GRACEFUL_SHUTDOWN
 * (RFC 8326), for which FRR gives a route of an eBGP neighbour local preference 0 whatever the import policy says, and a
 * longer path for those who do not know the community. On the way out, and not where the prefix is originated: FRR 10.3 crashes
 * when an IPv6 `network` statement is given a route-map while its route is there (bgp_static_update, a null pointer).
 */
export const drainChanges: ExportChange = { prepend: 3, communities: ['graceful-shutdown'] };

/** A list of large communities. */
export function largeCommunityList(name: string, communities: readonly string[]): readonly string[] {
  const entries = communities.map(
    (community, index) =>
      `bgp large-community-list standard ${name} seq ${5 * (index + 1)} permit ${community}`,
  );
  return [...entries, '!'];
}

function importPolicy(asn: number, relationship: Relationship): readonly string[] {
  const name = standingImport(relationship);
  return [
    `route-map ${name} permit 10`,
    ' on-match next',
    ' set large-comm-list own-mark delete',
    'exit',
    '!',
    `route-map ${name} permit 20`,
    PREFER_GLOBAL,
    ` set large-community ${markOf(asn, relationship)} additive`,
    ` set local-preference ${IMPORT[relationship].localPreference}`,
    'exit',
    '!',
  ];
}

/** Customers get every route; peers and providers ours and our customers', so that nobody gets transit for free. */
function exportPolicy(relationship: Relationship): readonly string[] {
  const name = standingExport(relationship);
  const refusal = [`route-map ${name} deny 10`, ' match large-community from-peer-or-provider', 'exit', '!'];
  const permission = [`route-map ${name} permit 20`, ' set large-comm-list own-mark delete', 'exit', '!'];
  return relationship === 'customer' ? permission : [...refusal, ...permission];
}

function markOf(asn: number, relationship: Relationship): string {
  return `${asn}:0:${IMPORT[relationship].mark}`;
}
