import type { Relationship } from '../plan/lab-plan.ts';
import type { ExportChange, ImportChange } from '../topology/topology.ts';

/**
 * What a route is worth and how it is marked, by the neighbour that it came from: customers' routes
 * bring money, peers' are free, providers' cost (Gao and Rexford, "Stable Internet Routing Without
 * Global Coordination", 2001). The mark is the last part of a large community (RFC 8092).
 */
const IMPORT = {
  customer: { localPreference: 200, mark: 1 },
  peer: { localPreference: 150, mark: 2 },
  provider: { localPreference: 100, mark: 3 },
} as const satisfies Record<Outside, { localPreference: number; mark: number }>;

/** What a neighbour in another network can be. */
type Outside = Exclude<Relationship, Untouched>;

/** Whose routes stay as they are: those within a network, and those that a route server passes on. */
type Untouched = 'internal' | 'route-server-client';

const RELATIONSHIPS = Object.keys(IMPORT) as readonly Outside[];

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

/** What a network's own prefixes are worth to its other routers: more than anybody else's, whom its packets would leave it for. */
const OWN_LOCAL_PREFERENCE = 300;

/** Else FRR shows and uses the link-local next hop, which names no node. */
const PREFER_GLOBAL = ' set ipv6 next-hop prefer-global';

/** Takes the marks of this network from a route. */
const UNMARK = ' set large-comm-list own-mark delete';

/**
 * The community lists and route-maps of a router with such neighbours. FRR exchanges no route over
 * eBGP without them (RFC 8212). Routes carry their mark and local preference from import to export and not a step further:
 * one that arrives with a mark of ours, or leaves with one, loses it. Both stay on within the network, so that its other routers
 * know where a route came from.
 * @param otherMarks further ones that stay within the network
 */
export function routingPolicies(
  asn: number,
  used: ReadonlySet<Standing>,
  otherMarks: readonly string[] = [],
): readonly string[] {
  const relationships = RELATIONSHIPS.filter((relationship) => used.has(relationship));
  const isMarked = relationships.length > 0 || (used.has('anybody') && used.has('internal'));
  const marksOf = (those: readonly Outside[]) => those.map((relationship) => markOf(asn, relationship));
  const marks = [...(isMarked ? marksOf(RELATIONSHIPS) : []), ...otherMarks];
  return [
    ...(marks.length === 0 ? [] : largeCommunityList('own-mark', marks)),
    ...(relationships.length === 0
      ? []
      : largeCommunityList('from-peer-or-provider', marksOf(['peer', 'provider']))),
    ...relationships.flatMap((relationship) => importPolicy(asn, relationship)),
    ...relationships.flatMap(exportPolicy),
    ...(used.has('anybody') ? openPolicies('anybody', marks.length > 0 ? [UNMARK] : []) : []),
    ...(used.has('internal') ? internalPolicies() : []),
    ...(used.has('route-server-client') ? openPolicies('route-server-client', []) : []),
  ];
}

/** Everything in and everything out, as it is, but for what `lines` take away. */
function openPolicies(standing: Standing, lines: readonly string[]): readonly string[] {
  return [
    `route-map ${standingImport(standing)} permit 10`,
    ...lines,
    PREFER_GLOBAL,
    'exit',
    '!',
    `route-map ${standingExport(standing)} permit 10`,
    ...lines,
    'exit',
    '!',
  ];
}

/** Everything, as it is, but for what this router brings in itself; FRR changes nothing of routes that it reflects (RFC 4456, section 10). */
function internalPolicies(): readonly string[] {
  return [
    'bgp as-path access-list own seq 5 permit ^$',
    '!',
    `route-map ${standingImport('internal')} permit 10`,
    PREFER_GLOBAL,
    'exit',
    '!',
    `route-map ${standingExport('internal')} permit 10`,
    ' match as-path own',
    ` set local-preference ${OWN_LOCAL_PREFERENCE}`,
    'exit',
    '!',
    `route-map ${standingExport('internal')} permit 20`,
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

/** The same within the network, where a path is not prepended and FRR heeds no GRACEFUL_SHUTDOWN, but local preference counts. */
export const internalDrainChanges: ImportChange = { communities: ['graceful-shutdown'], localPref: 0 };

/** A list of large communities. */
export function largeCommunityList(name: string, communities: readonly string[]): readonly string[] {
  const entries = communities.map(
    (community, index) =>
      `bgp large-community-list standard ${name} seq ${5 * (index + 1)} permit ${community}`,
  );
  return [...entries, '!'];
}

function importPolicy(asn: number, relationship: Outside): readonly string[] {
  const name = standingImport(relationship);
  return [
    `route-map ${name} permit 10`,
    ' on-match next',
    UNMARK,
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
function exportPolicy(relationship: Outside): readonly string[] {
  const name = standingExport(relationship);
  const refusal = [`route-map ${name} deny 10`, ' match large-community from-peer-or-provider', 'exit', '!'];
  const permission = [`route-map ${name} permit 20`, UNMARK, 'exit', '!'];
  return relationship === 'customer' ? permission : [...refusal, ...permission];
}

function markOf(asn: number, relationship: Outside): string {
  return `${asn}:0:${IMPORT[relationship].mark}`;
}
