/** The paths that a router knows to a prefix, as FRR's bgpd tells them: `show bgp ipv4 unicast 192.0.2.0/24 json`. */
import * as z from 'zod';
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

const texts = z.object({ string: z.string() });

const pathSchema = z.object({
  aspath: z.object({
    string: z.string(),
    segments: z.array(z.object({ list: z.array(z.number()) })).optional(),
  }),
  origin: z.string(),
  metric: z.number().optional(),
  locPrf: z.number().optional(),
  weight: z.number().optional(),
  valid: z.boolean().optional(),
  multipath: z.boolean().optional(),
  sourced: z.boolean().optional(),
  local: z.boolean().optional(),
  originatorId: z.string().optional(),
  clusterList: z.object({ list: z.array(z.string()) }).optional(),
  community: texts.optional(),
  largeCommunity: texts.optional(),
  bestpath: z.object({ overall: z.boolean().optional(), selectionReason: z.string().optional() }).optional(),
  lastUpdate: z.object({ epoch: z.number() }).optional(),
  nexthops: z
    .array(z.object({ ip: z.string(), scope: z.string().optional(), metric: z.number().optional() }))
    .optional(),
  peer: z.object({
    peerId: z.string(),
    interface: z.string().optional(),
    routerId: z.string(),
    type: z.string().optional(),
  }),
});

/** FRR gives routes without a local preference this one. */
const DEFAULT_LOCAL_PREF = 100;

const replySchema = z.object({ paths: z.array(pathSchema).optional() });

/**
 * The paths in what vtysh printed; none where the prefix is not known.
 * @throws Error where it is not what FRR 10 prints
 */
export function parsePaths(json: string): readonly BgpPath[] {
  const { paths = [] } = replySchema.parse(JSON.parse(json));
  return paths.map(toPath);
}

const tableSchema = z.object({ routes: z.record(z.string(), z.array(pathSchema)) });

/**
 * The paths to every prefix, in what `show bgp ipv4 unicast detail json` printed.
 * @throws Error where it is not what FRR 10 prints
 */
export function parseTable(json: string): ReadonlyMap<string, readonly BgpPath[]> {
  const { routes } = tableSchema.parse(JSON.parse(json));
  return new Map(Object.entries(routes).map(([prefix, paths]) => [prefix, paths.map(toPath)]));
}

function toPath(path: z.infer<typeof pathSchema>): BgpPath {
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
