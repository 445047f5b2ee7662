/** A log of a lab's queries, from both sides, while it runs. */
import type { Engine } from '../engine/connect.ts';
import { follow } from '../measure/forensics/follow.ts';
import type { FollowedQuery } from '../measure/query-log/followed-query.ts';
import { siteNames } from '../plan/roles.ts';
import { meantOrAll } from '../topology/names.ts';
import { findClient } from './find-client.ts';
import { type Lab, openLab } from './find-lab.ts';
import { followQueries, sitesThatTell } from './follow-queries.ts';
import { LabError } from './lab-error.ts';
import { pollUntil } from './poll.ts';

/** How often is looked whether the time is over, in ms. */
const EVERY = 50;

export interface QueryLogOptions {
  readonly lab: string | undefined;
  /** Only queries that this client sent. */
  readonly client: string | undefined;
  /** Only queries that came to this site, or were last seen there. */
  readonly site: string | undefined;
  /** Absent: until the signal. */
  readonly seconds: number | undefined;
  readonly signal: AbortSignal;
  /** It has begun: who tells of queries, and who should and does not. */
  readonly onBegin: (log: QueryLogStart) => void;
  readonly onQuery: (query: LoggedQuery) => void;
}

export interface QueryLogStart {
  readonly lab: Lab;
  readonly servers: readonly string[];
  readonly silent: readonly string[];
}

/** A query, and where it was. */
export interface LoggedQuery extends Omit<FollowedQuery, 'sightings'> {
  /** Of the server or balancer that it came to first or, where none told of it, that answered; null: nobody knows. */
  readonly site: string | null;
  /** The last link on which it was seen, on its way to a server; null: on none. */
  readonly lastSeen: LastSeen | null;
}

export interface LastSeen {
  readonly link: string;
  readonly from: string;
  /** Null: the link kept it. */
  readonly to: string | null;
}

export interface QueryLogResult {
  readonly lab: string;
  /** µs of CLOCK_REALTIME. */
  readonly from: number;
  readonly until: number;
  /** How many queries there were, and of how many both sides know. */
  readonly queries: number;
  readonly followed: number;
  /** Those that one side alone knows of. */
  readonly oneSided: readonly LoggedQuery[];
  /** Health checks and zone transfers: nobody's questions, and left out above. By who sent them. */
  readonly leftOut: Readonly<Record<'check' | 'transfer', Readonly<Record<string, number>>>>;
  /** Servers and balancers that told nothing at the end: what came to them is not known. */
  readonly silent: readonly string[];
  /** Packets that were not captured: with any of them, a query that only servers saw may have been sent all the same. */
  readonly dropped: number;
}

/**
 * Follows queries until the time is over or the signal comes, which is how it ends where no time was given.
 * @throws LabError `usage` where a name is unknown, the lab's servers do not tell of queries, or somebody follows already
 */
export async function logQueries(engine: Engine, options: QueryLogOptions): Promise<QueryLogResult> {
  const lab = await openLab(engine, options.lab);
  const { client, site, seconds, signal } = options;
  if (client !== undefined) findClient(lab.plan, client);
  if (site !== undefined) requireSite(lab, site);
  const siteOf = sitesThatTell(lab.plan);
  const leftOut = { check: new Map<string, number>(), transfer: new Map<string, number>() };
  const oneSided: LoggedQuery[] = [];
  let queries = 0;
  let until = Number.POSITIVE_INFINITY;
  const onQuery = (followed: FollowedQuery): void => {
    if (followed.at > until) return;
    const query = logged(followed, siteOf);
    if (client !== undefined && query.sender !== client) return;
    if (site !== undefined && query.site !== site && !isAt(site, query, siteOf)) return;
    if (query.role === 'check' || query.role === 'transfer') {
      const counts = leftOut[query.role];
      const by = query.sender ?? query.address;
      counts.set(by, (counts.get(by) ?? 0) + 1);
      return;
    }
    queries += 1;
    if (query.seenBy !== 'both') oneSided.push(query);
    options.onQuery(query);
  };
  const follower = await followQueries(engine, lab, { signal, onQuery });
  const { from } = follower;
  const silent = follower.silent();
  const servers = [...siteOf.keys()].filter((name) => !silent.includes(name));
  options.onBegin({ lab, servers, silent });
  try {
    const end = seconds === undefined ? Number.POSITIVE_INFINITY : from + seconds * 1_000_000;
    await pollUntil(() => signal.aborted || follower.now() >= end, {
      ...{ every: EVERY, deadline: Number.POSITIVE_INFINITY, signal: new AbortController().signal },
    });
    until = Math.min(end, follower.soon());
    await follower.settle(until);
  } catch (error) {
    await follower.stop().catch(() => undefined);
    throw error;
  }
  const silentNow = follower.silent();
  const dropped = await follower.stop();
  return {
    ...{ lab: lab.name, from, until, queries, followed: queries - oneSided.length, oneSided, dropped },
    leftOut: { check: Object.fromEntries(leftOut.check), transfer: Object.fromEntries(leftOut.transfer) },
    silent: silentNow,
  };
}

function requireSite({ name, plan }: Lab, site: string): void {
  const sites = siteNames(plan);
  if (!sites.includes(site))
    throw new LabError(
      'usage',
      `the lab ${name} has no site called ${site}`,
      meantOrAll(site, sites, 'Its sites'),
    );
}

function logged({ sightings, ...query }: FollowedQuery, siteOf: ReadonlyMap<string, string>): LoggedQuery {
  const node = query.entries[0]?.node ?? query.answer?.server ?? '';
  const way = query.sender === null ? [] : follow(sightings, 'query', query.sender);
  const last = way.at(-1);
  return {
    ...query,
    site: siteOf.get(node) ?? null,
    lastSeen: last === undefined ? null : { link: last.link, from: last.from, to: last.to },
  };
}

/** Whether it was lost at a site: the last that was seen of it is on its way from or to a node there. */
function isAt(
  site: string,
  { entries, answer, lastSeen }: LoggedQuery,
  siteOf: ReadonlyMap<string, string>,
): boolean {
  if (entries.length > 0 || answer !== null) return false;
  return [lastSeen?.from, lastSeen?.to].some((node) => node === site || siteOf.get(node ?? '') === site);
}
