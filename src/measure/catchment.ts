/** The catchment matrix: which site answers which client, from what `dig` saw at each client. */
import { type Asked, type ExpectedAnswer, isUnserved } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { NOT_ANSWERED } from '../topology/scenario.ts';
import { sharedAmong } from '../topology/shared-sites.ts';
import type { Family } from '../topology/topology.ts';
import type { DigQuery, DigReply } from './dig.ts';

/** The names by which a server can be asked who it is, in class CH (RFC 4892; the second is BIND's older one). */
const IDENTITY_NAMES = ['id.server', 'hostname.bind'] as const;

/** What a client asks a service address to learn its catchment: an ordinary query, then the server's identity. */
export function catchmentQueries(address: string, name: string): readonly DigQuery[] {
  return [
    { address, name, type: 'A', class: 'IN' },
    ...IDENTITY_NAMES.map((identity) => ({ address, name: identity, type: 'TXT', class: 'CH' as const })),
  ];
}

/** The replies to `catchmentQueries`, in their order. */
export interface ProbeReplies {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly replies: readonly DigReply[];
  /** Further queries, each from a port of its own: which server answered, null for none. Absent: there is but one way to one server. */
  readonly spread?: readonly (string | null)[];
}

/** Why an entry of the matrix is not good. */
export type CatchmentProblem =
  | { readonly kind: 'unanswered'; readonly reason: string }
  /** Of the queries of a client that routers share among several sites or servers, some were lost. */
  | { readonly kind: 'partly-unanswered'; readonly answered: number; readonly asked: number }
  | { readonly kind: 'rcode'; readonly rcode: string }
  /** The answer does not say which server it is from. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'unknown-server'; readonly server: string }
  /** NSID and the CHAOS names tell different servers in one answer, or different sites in two. */
  | { readonly kind: 'disagreement'; readonly nsid: string; readonly chaos: string };

/** What one server answered of the queries of a client that routers share among several. */
export interface Share {
  readonly site: string;
  readonly server: string;
  readonly answers: number;
}

export interface CatchmentEntry {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** Several, as `sharedAmong` writes them, where routers share the client's queries among them. */
  readonly site: string | null;
  /** That answered the first query. */
  readonly server: string | null;
  /** Of the queries that were sent to find out, the largest first. Absent: one server answered all there were. */
  readonly shares?: readonly Share[];
  /**
   * µs of the quickest of the answers that came from that site; null: unanswered. The first query also pays for the neighbour
   * tables on its way, and for what dig does for the first time.
   */
  readonly rtt: number | null;
  readonly rcode: string | null;
  /** A CHAOS query named the same site. Servers may refuse those, or answer few a second. */
  readonly confirmed: boolean;
  readonly problem: CatchmentProblem | null;
}

/** The matrix, sorted by client, service and IP version. `sites` gives a server's site by the server's name. */
export function catchmentOf(
  probes: readonly ProbeReplies[],
  sites: ReadonlyMap<string, string>,
): readonly CatchmentEntry[] {
  return probes.map((probe) => toEntry(probe, sites)).sort(compareEntries);
}

/** A client that another site answered than the topology expects. `seen` is null: none did. */
export interface CatchmentMismatch {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly expected: string;
  readonly seen: string | null;
}

/** Compares the matrix with the site that is expected for each client, service and IP version. */
export function checkCatchment(
  entries: readonly CatchmentEntry[],
  expected: readonly ExpectedAnswer[],
): readonly CatchmentMismatch[] {
  return expected.flatMap((answer) => {
    const seen = entries.find((entry) => isSame(entry, answer))?.site ?? null;
    return seen === (answer.expected === NOT_ANSWERED ? null : answer.expected) ? [] : [{ ...answer, seen }];
  });
}

/** Whether two things are about the same queries. */
export function isSame(one: Asked, other: Asked): boolean {
  return one.client === other.client && one.service === other.service && one.family === other.family;
}

/** Whether an entry is good as it is: one site has answered, or nobody has and nobody should. */
export function isGood(plan: LabPlan, entry: CatchmentEntry): boolean {
  const { problem } = entry;
  return problem === null || (problem.kind === 'unanswered' && isUnserved(plan, entry));
}

function toEntry(probe: ProbeReplies, sites: ReadonlyMap<string, string>): CatchmentEntry {
  const { client, service, family } = probe;
  const [reply, ...identities] = probe.replies;
  const nothing = { client, service, family, site: null, server: null, confirmed: false };
  const lost = partlyUnanswered(probe);
  if (reply === undefined || !reply.answered) {
    const reason = reply?.reason ?? 'not asked';
    return { ...nothing, rtt: null, rcode: null, problem: lost ?? { kind: 'unanswered', reason } };
  }
  const { rtt, rcode, server } = reply;
  const site = server === null ? null : (sites.get(server) ?? null);
  const named = { ...nothing, rtt: leastRtt(rtt, site, identities, sites), rcode, server, site };
  if (rcode !== 'NOERROR') return { ...named, problem: { kind: 'rcode', rcode } };
  if (server === null) return { ...named, problem: { kind: 'anonymous' } };
  if (site === null) return { ...named, problem: { kind: 'unknown-server', server } };
  const answers = identities.flatMap((identity) => identityIn(identity));
  const shares = sharesOf([server, ...(probe.spread ?? []).flatMap((other) => other ?? [])], sites);
  const among = new Set(shares.map((share) => share.site));
  return {
    ...named,
    ...(shares.length > 1 ? { site: sharedAmong([...among]), shares } : {}),
    confirmed: answers.length > 0,
    problem: lost ?? findDisagreement(server, answers, sites, among),
  };
}

/** Null: all were answered, or none was. */
function partlyUnanswered({ replies: [first], spread = [] }: ProbeReplies): CatchmentProblem | null {
  const all = [first?.answered === true, ...spread.map((server) => server !== null)];
  const answered = all.filter(Boolean).length;
  if (answered === 0 || answered === all.length) return null;
  return { kind: 'partly-unanswered', answered, asked: all.length };
}

/** What each server answered, the largest share first; those that nobody knows are left out. */
function sharesOf(servers: readonly string[], sites: ReadonlyMap<string, string>): readonly Share[] {
  const counts = new Map<string, number>();
  for (const server of servers) counts.set(server, (counts.get(server) ?? 0) + 1);
  return [...counts]
    .flatMap(([server, answers]) => {
      const site = sites.get(server);
      return site === undefined ? [] : [{ site, server, answers }];
    })
    .sort((a, b) => b.answers - a.answers || (a.server < b.server ? -1 : 1));
}

/** The least of the round trip of the ordinary query and those of answers in which the same site names itself. */
function leastRtt(
  ordinary: number,
  site: string | null,
  identities: readonly DigReply[],
  sites: ReadonlyMap<string, string>,
): number {
  const others = identities.flatMap((reply) => {
    const [identity] = identityIn(reply);
    const same = identity !== undefined && sites.get(identity.chaos) === site;
    return reply.answered && same ? [reply.rtt] : [];
  });
  return Math.min(ordinary, ...others);
}

interface Identity {
  readonly nsid: string | null;
  readonly chaos: string;
}

function identityIn(reply: DigReply): readonly Identity[] {
  if (!reply.answered) return [];
  return reply.texts.slice(0, 1).map((chaos) => ({ nsid: reply.server, chaos }));
}

/**
 * Within one answer the names must be the same. Two queries may well reach two servers of a site, as routers spread
 * flows over them, but a client whose queries reach two sites has no one catchment, unless they are among those that share it.
 */
function findDisagreement(
  server: string,
  identities: readonly Identity[],
  sites: ReadonlyMap<string, string>,
  among: ReadonlySet<string>,
): CatchmentProblem | null {
  for (const { nsid, chaos } of identities) {
    if (nsid !== null && nsid !== chaos) return { kind: 'disagreement', nsid, chaos };
    const site = sites.get(chaos);
    if (site !== sites.get(server) && !(among.size > 1 && among.has(site ?? '')))
      return { kind: 'disagreement', nsid: server, chaos };
  }
  return null;
}

function compareEntries(a: CatchmentEntry, b: CatchmentEntry): number {
  if (a.client !== b.client) return a.client < b.client ? -1 : 1;
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return a.family - b.family;
}
