/** What became of one lost query: a verdict, where, and the evidence for it. */
import type { Family } from '../../topology/topology.ts';
import type { QuerySample } from '../samples.ts';
import type { FibEntry, FibHistory } from './fib-history.ts';
import { follow, type Hop, loopedAt, slowestPlace } from './follow.ts';
import type { IcmpReason } from './packets.ts';
import type { Sighting } from './sightings.ts';
import type { AwayAt } from './sites.ts';

/**
 * What can become of a query, or of its answer on the way back:
 * - `never-left-client`: no link ever saw it
 * - `dropped-no-route`: it reached a router that had no route for it
 * - `sent-to-dead-site`: it was last seen on its way to a site that was away, or to one of its servers
 * - `looped`: it took the same way twice, or was dropped for its age
 * - `lost-on-link`: it entered a link and did not come out
 * - `lost-in-node`: it reached a node that had a route, or is the client, and was not seen again
 * - `refused`: a node said, by ICMP, that it would not do, and was not of a site that was away
 * - `unanswered`: it reached a server of a site that was not away, and the server said nothing
 * - `answer-lost`: the server answered; `cause` says what became of the answer
 * - `answered-late`: its answer came, after the timeout
 * - `unknown`: there is no evidence; `note` says why
 */
export const VERDICTS = [
  'never-left-client',
  'dropped-no-route',
  'sent-to-dead-site',
  'looped',
  'lost-on-link',
  'lost-in-node',
  'refused',
  'unanswered',
  'answer-lost',
  'answered-late',
  'unknown',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What can become of an answer. A router's table is known for the services only, so that its want of a route shows by ICMP alone. */
export type AnswerVerdict = Extract<
  Verdict,
  'dropped-no-route' | 'looped' | 'lost-on-link' | 'lost-in-node' | 'refused'
>;

/** Times in µs of CLOCK_MONOTONIC. */
export interface LostQuery {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly seq: number;
  readonly sentAt: number;
  readonly verdict: Verdict;
  /** Only of `answer-lost`. */
  readonly cause?: AnswerVerdict;
  /** The node or link where it happened; of `answered-late`, where most of the time went; null: unknown. */
  readonly where: string | null;
  /** The nodes that it passed, and, where it was answered, those that the answer passed. */
  readonly path: readonly string[];
  /** The last link that saw it or its answer; `towards` is null where the link did not deliver it. */
  readonly lastSeen: {
    readonly at: number;
    readonly link: string;
    readonly from: string;
    readonly towards: string | null;
  } | null;
  /** What the last router's table said then, as long as it was still a query. */
  readonly fib?: FibEntry;
  /** What the client was told, or would have been, by ICMP. */
  readonly icmp?: IcmpReason;
  readonly note?: string;
}

/** What verdicts rest on besides the sightings of the query itself. */
export interface VerdictContext {
  readonly fib: FibHistory;
  readonly away: AwayAt;
  /** The site of each edge router and server. */
  readonly sites: ReadonlyMap<string, string>;
  readonly routers: ReadonlySet<string>;
  /** The nodes on each link. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** The prefixes that hold the address of a query, the longest first: a router goes by the first that it has a route to. */
  readonly prefixesOf: (sample: QuerySample) => readonly string[];
  /** What takes longer is late, in µs. */
  readonly timeout: number;
  /** The time in which every link was captured. */
  readonly covered: { readonly from: number; readonly until: number };
}

/** So long after the kernel a change may stand in the record: its reader has to be scheduled first. µs. */
const FIB_LAG = 10_000;

type Finding = Pick<LostQuery, 'verdict' | 'where' | 'path' | 'lastSeen'> &
  Partial<Pick<LostQuery, 'cause' | 'fib' | 'icmp' | 'note'>>;

/** Gives one lost query its verdict. */
export function judge(
  sample: QuerySample,
  sightings: readonly Sighting[],
  context: VerdictContext,
): LostQuery {
  const { client, service, family, seq, sentAt } = sample;
  return { client, service, family, seq, sentAt, ...find(sample, sightings, context) };
}

function find(sample: QuerySample, sightings: readonly Sighting[], context: VerdictContext): Finding {
  const server = sightings.find(
    (one) => one.packet === 'answer' && one.icmp === undefined && one.direction === 'from',
  );
  const asked = follow(sightings, 'query', sample.client, server?.node);
  if (sample.late || server !== undefined) {
    const answered = server === undefined ? [] : follow(sightings, 'answer', server.node, sample.client);
    return { ...judgeAnswer(sample, asked, answered, sightings, context), ...seenOn(asked, answered) };
  }
  if (asked.length > 0) return { ...judgeQuery(sample, asked, sightings, context), ...seenOn(asked, []) };
  const nowhere = { path: [], lastSeen: null };
  const missing = whyUnseen(sample, context);
  if (missing !== undefined) return { verdict: 'unknown', where: null, note: missing, ...nowhere };
  return {
    verdict: 'never-left-client',
    where: sample.client,
    ...nowhere,
    ...(sample.error === undefined ? {} : { note: sample.error }),
  };
}

/** Why a query may be missing from the capture though it was sent. */
function whyUnseen({ port, error, sentAt }: QuerySample, { covered }: VerdictContext): string | undefined {
  if (sentAt < covered.from || sentAt > covered.until) return 'it was sent while nothing was captured';
  // Sending it failed at once: it never had a port.
  if (port === undefined && error === undefined) return 'its port is not known';
  return undefined;
}

function seenOn(asked: readonly Hop[], answered: readonly Hop[]): Pick<LostQuery, 'path' | 'lastSeen'> {
  const last = answered.at(-1) ?? asked.at(-1);
  const path = [...asked, ...answered].flatMap((hop, index) => [
    ...(index === 0 ? [hop.from] : []),
    ...(hop.to === null ? [] : [hop.to]),
  ]);
  if (last === undefined) return { path, lastSeen: null };
  const { link, from, to, at, arrivedAt } = last;
  return { path, lastSeen: { at: arrivedAt ?? at, link, from, towards: to } };
}

type Judgement = Omit<Finding, 'path' | 'lastSeen'>;

function judgeQuery(
  sample: QuerySample,
  hops: readonly Hop[],
  sightings: readonly Sighting[],
  context: VerdictContext,
): Judgement {
  const last = hops.at(-1) as Hop;
  const deadSite = (node: string, at: number): string | undefined => {
    const site = context.sites.get(node);
    return site !== undefined && context.away(site, at) ? site : undefined;
  };
  const router = [last.to ?? last.from, last.from].find((node) => context.routers.has(node));
  const at = last.arrivedAt ?? last.at;
  const prefixes = context.prefixesOf(sample);
  const tableOf = (node: string, when: number): FibEntry | undefined => {
    const entries = prefixes.flatMap((prefix) => context.fib(node, sample.family, prefix, when) ?? []);
    return entries.find(({ interfaces }) => interfaces.length > 0) ?? entries.at(-1);
  };
  const fib = router === undefined ? undefined : tableOf(router, at);
  const evidence = fib === undefined ? {} : { fib };

  const error = errorAbout(sightings, 'query');
  if (error !== undefined) {
    const icmp = { icmp: error.icmp, ...evidence };
    // Nodes send but a few such errors a second: the next query to the same dead server may bring none.
    const dead = ICMP_VERDICTS[error.icmp] === 'refused' ? deadSite(error.node, error.at) : undefined;
    if (dead !== undefined) return { verdict: 'sent-to-dead-site', where: dead, ...icmp };
    return { verdict: ICMP_VERDICTS[error.icmp], where: error.node, ...icmp };
  }
  const loop = loopedAt(hops);
  if (loop !== undefined) return { verdict: 'looped', where: loop, ...evidence };

  if (last.to === null) {
    const site = (context.members.get(last.link) ?? [])
      .filter((node) => node !== last.from)
      .map((node) => deadSite(node, at))
      .find((dead) => dead !== undefined);
    if (site !== undefined) return { verdict: 'sent-to-dead-site', where: site, ...evidence };
    return { verdict: 'lost-on-link', where: last.link, ...evidence };
  }
  if (!context.routers.has(last.to)) {
    const site = deadSite(last.to, at);
    if (site !== undefined) return { verdict: 'sent-to-dead-site', where: site, ...evidence };
    return { verdict: 'unanswered', where: last.to, ...evidence };
  }
  if (fib === undefined)
    return { verdict: 'unknown', where: last.to, note: `what ${last.to}'s table said is not known` };
  // Where the kernel had dropped the route just before, its record comes just after.
  if (fib.interfaces.length === 0 || tableOf(last.to, at + FIB_LAG)?.interfaces.length === 0)
    return { verdict: 'dropped-no-route', where: last.to, ...evidence };
  // A router that still has a route to a dead neighbour, but no longer its MAC address, drops what it would send there.
  const site =
    deadSite(last.to, at) ??
    fib.nextHops.map((node) => deadSite(node, at)).find((dead) => dead !== undefined);
  if (site !== undefined) return { verdict: 'sent-to-dead-site', where: site, ...evidence };
  return { verdict: 'lost-in-node', where: last.to, ...evidence };
}

function judgeAnswer(
  sample: QuerySample,
  asked: readonly Hop[],
  hops: readonly Hop[],
  sightings: readonly Sighting[],
  { timeout }: VerdictContext,
): Judgement {
  const last = hops.at(-1);
  const arrived = last?.to === sample.client ? last.arrivedAt : null;
  if (sample.late || (arrived !== null && arrived - sample.sentAt > timeout))
    return { verdict: 'answered-late', where: slowestPlace([...asked, ...hops]) ?? null };
  const lost = (cause: AnswerVerdict, where: string | null, icmp?: IcmpReason): Judgement => ({
    ...{ verdict: 'answer-lost', cause, where },
    ...(icmp === undefined ? {} : { icmp }),
  });
  const error = errorAbout(sightings, 'answer');
  if (error !== undefined) return lost(ICMP_VERDICTS[error.icmp], error.node, error.icmp);
  const loop = loopedAt(hops);
  if (loop !== undefined) return lost('looped', loop);
  if (last === undefined || last.to === null) return lost('lost-on-link', last?.link ?? null);
  return lost('lost-in-node', last.to);
}

const ICMP_VERDICTS = {
  'no-route': 'dropped-no-route',
  prohibited: 'refused',
  'host-unreachable': 'refused',
  'port-unreachable': 'refused',
  unreachable: 'refused',
  'time-exceeded': 'looped',
} as const satisfies Record<IcmpReason, AnswerVerdict>;

/** The first ICMP error about the packet, at the node that sent it. */
function errorAbout(
  sightings: readonly Sighting[],
  packet: Sighting['packet'],
): (Sighting & { readonly icmp: IcmpReason }) | undefined {
  return sightings.find(
    (one): one is Sighting & { readonly icmp: IcmpReason } =>
      one.packet === packet && one.icmp !== undefined && one.direction === 'from',
  );
}
