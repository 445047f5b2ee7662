/** The paths that a router knows to a prefix, as FRR's bgpd tells them: `show bgp ipv4 unicast 192.0.2.0/24 json`. */
import { ORIGINS, type Origin } from '../topology/topology.ts';

/** One path. What FRR leaves out has the value that it then stands for. */
export interface BgpPath {
  /** Address of the neighbour that it came from; null: this router's own. */
  readonly neighbor: string | null;
  /** What the router calls that neighbour by: its address, or the interface of an unnumbered session. */
  readonly session: string | null;
  /** Where packets go: 0.0.0.0 and :: for a path of its own. */
  readonly nextHop: string | null;
  readonly weight: number;
  readonly localPref: number;
  readonly asPath: readonly number[];
  readonly origin: Origin;
  /** MULTI_EXIT_DISC; absent counts as 0, as in FRR. */
  readonly med: number;
  /** Cost of the way to the next hop within the AS. */
  readonly igpMetric: number;
  readonly learned: 'local' | 'ebgp' | 'ibgp';
  /** Of the neighbour: the ORIGINATOR_ID where a route reflector names it. */
  readonly routerId: string;
  /** How many route reflectors have passed it on (CLUSTER_LIST, RFC 4456). */
  readonly reflections: number;
  /** When it last changed, in s since 1970; FRR knows no finer. */
  readonly since: number;
  readonly communities: readonly string[];
  readonly valid: boolean;
  readonly best: boolean;
  /** Whether packets take it too, beside the best: the two are equal (ECMP). */
  readonly multipath: boolean;
  /** Why FRR preferred it to the last path that it compared it with; only of the best of several. */
  readonly reason: string | null;
}

/** As FRR 10 prints it, of what is read here. Checked by hand: a library for it takes longer to load than bgpd takes to answer. */
interface FrrPath {
  readonly aspath: { readonly segments?: readonly { readonly list: readonly number[] }[] };
  readonly origin: string;
  readonly metric?: number;
  readonly locPrf?: number;
  readonly weight?: number;
  readonly valid?: boolean;
  readonly multipath?: boolean;
  readonly sourced?: boolean;
  readonly local?: boolean;
  readonly originatorId?: string;
  readonly clusterList?: { readonly list: readonly string[] };
  readonly community?: { readonly string: string };
  readonly largeCommunity?: { readonly string: string };
  readonly bestpath?: { readonly overall?: boolean; readonly selectionReason?: string };
  readonly lastUpdate?: { readonly epoch: number };
  readonly nexthops?: readonly { readonly ip: string; readonly scope?: string; readonly metric?: number }[];
  readonly peer: {
    readonly peerId: string;
    readonly interface?: string;
    readonly routerId: string;
    readonly type?: string;
  };
}

/** FRR gives routes without a local preference this one. */
const DEFAULT_LOCAL_PREF = 100;

/**
 * The paths in what bgpd tells of one prefix; none where it does not know it.
 * @param told the JSON of `show bgp ipv4 unicast PREFIX json`, as an object
 * @throws Error where it is not what FRR 10 tells
 */
export function readPaths(told: object): readonly BgpPath[] {
  const { paths = [] } = told as { readonly paths?: readonly Partial<FrrPath>[] };
  return paths.map((path) => toPath(checked(path)));
}

/** What every path of FRR's has, and without which nothing can be said of it. */
function checked(path: Partial<FrrPath>): FrrPath {
  const { aspath, origin, peer } = path;
  if (aspath === undefined || origin === undefined || typeof peer?.peerId !== 'string') {
    throw new Error(`FRR prints a path in a form that is not known: ${JSON.stringify(path).slice(0, 200)}`);
  }
  return { ...path, aspath, origin, peer };
}

function toPath(path: FrrPath): BgpPath {
  const own = path.sourced === true || path.local === true;
  const nextHops = path.nexthops ?? [];
  const nextHop = nextHops.find(({ scope }) => scope !== 'link-local') ?? nextHops[0];
  return {
    neighbor: own ? null : path.peer.peerId,
    session: own ? null : (path.peer.interface ?? path.peer.peerId),
    nextHop: nextHop?.ip ?? null,
    weight: path.weight ?? 0,
    localPref: path.locPrf ?? DEFAULT_LOCAL_PREF,
    asPath: path.aspath.segments?.flatMap(({ list }) => list) ?? [],
    origin: originOf(path.origin),
    med: path.metric ?? 0,
    igpMetric: nextHop?.metric ?? 0,
    learned: own ? 'local' : path.peer.type === 'internal' ? 'ibgp' : 'ebgp',
    routerId: path.originatorId ?? path.peer.routerId,
    reflections: path.clusterList?.list.length ?? 0,
    since: path.lastUpdate?.epoch ?? 0,
    communities: [path.community, path.largeCommunity].flatMap((all) => all?.string.split(' ') ?? []),
    valid: path.valid === true,
    best: path.bestpath?.overall === true,
    multipath: path.multipath === true,
    reason: path.bestpath?.selectionReason ?? null,
  };
}

function originOf(text: string): Origin {
  const origin = ORIGINS.find((each) => each.toLowerCase() === text.toLowerCase());
  if (origin === undefined) throw new Error(`FRR names an origin that is none: ${text}`);
  return origin;
}
