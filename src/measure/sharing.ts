/**
 * What a client lost whose queries routers share among several sites, flow by flow: each query comes from a port of its own, so that each is a
 * flow, and goes where a hash of its addresses and ports leads. When one of the sites goes, its part of the flows is lost, while
 * the others go on being answered: so a gap of such a client does not end with the next answer.
 */
import { sharedAmong } from '../topology/shared-sites.ts';
import {
  type Answered,
  type ClientFigures,
  isAnswered,
  measureClient,
  measured,
  type OutageOptions,
  type SampleSeries,
} from './outage.ts';
import type { QuerySample } from './samples.ts';
import { loadsOf, type SiteLoad } from './site-load.ts';

/** The sites among which the routers' tables share a client's queries. */
export interface Sharers {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Which site answered which share of a client's queries. */
export interface Shares {
  /** From the start of the run, or from where the step before had settled, to the instant. */
  readonly before: readonly SiteLoad[];
  /** From the instant until it had settled; empty where it needed no time. */
  readonly during: readonly SiteLoad[];
  /** From there to the end of the window; where it never settled, the last queries of it. */
  readonly after: readonly SiteLoad[];
}

/** The sites that still answer a part of the queries of a client that has not recovered. */
export function partlyAnsweredBy({
  recovered,
  shares,
}: Pick<ClientFigures, 'recovered'> & { readonly shares?: Shares }): readonly string[] {
  return recovered ? [] : (shares?.after ?? []).flatMap(({ site }) => site ?? []);
}

export interface SharingOptions extends OutageOptions {
  readonly sharers: Sharers;
  /** When the step before had settled, in µs. Absent: there was none. */
  readonly since?: number;
}

/** Of so many answers in a row for each site that shares them a lost part is missed once in a million times, if shares are even. */
const EACH = 14;

/** How many answers in a row, none missing among them, say that no part of the flows is lost. */
export function answersInARow(sites: number): number {
  return EACH * Math.max(2, sites);
}

/**
 * The figures of `measureClient`, some of them with another meaning. The sites before and after are all that answer a share, in one text
 * (`fra + nyc`). A gap goes on for as long as a part of the queries is unanswered: from the last answer before it to the first of so many
 * in a row that no part can be lost (`answersInARow`). A client has recovered when the window ends in such a row. Its failover is over with the
 * first answer of a new site or, where sites have only left, with the first after the last query that one of those answered, or nobody;
 * it has settled when both have come about. `answersFromOldSite` are those of sites that have left.
 */
export function measureShared(
  series: SampleSeries,
  faultAt: number,
  { sharers, since = Number.NEGATIVE_INFINITY, ...options }: SharingOptions,
): ClientFigures & { readonly shares: Shares } {
  // May be read from a file each time.
  const one = { ...series, samples: series.samples };
  const { queries, window } = measured(one, faultAt, options);
  const inWindow = new Set(window);
  const earlier = queries.filter((query) => !inWindow.has(query) && query.sentAt < faultAt);
  const row = answersInARow(Math.max(sharers.before.length, sharers.after.length));

  const before = answering(sharers.before, earlier.slice(-row), row);
  const recovered = window.length > 0 && window.slice(-row).every(isAnswered);
  const after = recovered ? answering(sharers.after, window.slice(-row), row) : [];
  const left = recovered ? before.filter((site) => !after.includes(site)) : [];
  const joined = after.filter((site) => !before.includes(site));
  const gaps = gapsOf(window, earlier.findLast(isAnswered), row);

  const isOver = ({ site }: QuerySample) => site !== null && after.length > 0 && !after.includes(site);
  const settled = answerAfterLast(window, (query) => !isAnswered(query) || isOver(query));
  const arrivals = joined.flatMap(
    (site) => window.filter(isAnswered).find((query) => query.site === site)?.receivedAt ?? [],
  );
  const settledAt = Math.max(faultAt, settled ?? faultAt, ...arrivals);
  const isUnsettled = ({ sentAt }: QuerySample) => settledAt > faultAt && sentAt < settledAt;
  const firstAfter = recovered ? window.filter(isUnsettled).length : Math.max(0, window.length - row);
  const movedAt = arrivals.length > 0 ? Math.min(...arrivals) : left.length > 0 ? settledAt : null;

  return {
    ...measureClient(one, faultAt, options),
    siteBefore: textOf(before),
    siteAfter: textOf(after),
    sites: sitesInTurn(before, window, after),
    failoverTime: before.length === 0 || movedAt === null ? null : movedAt - faultAt,
    outage: Math.max(0, ...gaps),
    totalOutage: gaps.reduce((sum, gap) => sum + gap, 0),
    recovered,
    settleTime: recovered ? settledAt - faultAt : null,
    answersFromOldSite: window
      .filter(isAnswered)
      .filter(({ sentAt, site }) => sentAt >= faultAt && left.includes(site ?? '')).length,
    shares: {
      before: loadsOf(earlier.filter(({ sentAt }) => sentAt >= since)),
      during: loadsOf(window.slice(0, firstAfter)),
      after: loadsOf(window.slice(firstAfter)),
    },
  };
}

/** The sites that answered some of a row of queries; of fewer than a row, all to which the tables lead. */
function answering(
  sharers: readonly string[],
  queries: readonly QuerySample[],
  row: number,
): readonly string[] {
  const seen = new Set(queries.filter(isAnswered).flatMap(({ site }) => site ?? []));
  if (seen.size === 0) return [];
  if (queries.length < row) return sharers;
  const known = sharers.filter((site) => seen.has(site));
  return known.length > 0 ? known : [...seen];
}

function textOf(sites: readonly string[]): string | null {
  return sites.length === 0 ? null : sharedAmong(sites);
}

/** The length of every gap, as `measureShared` has it; the last goes to the sending of the last query where it does not end. */
function gapsOf(
  window: readonly QuerySample[],
  lastBefore: Answered | undefined,
  row: number,
): readonly number[] {
  const gaps: number[] = [];
  let lastAnswer = lastBefore?.receivedAt;
  let start: number | undefined;
  /** The answers since the last unanswered query: how many, and when the first of them came. */
  let answers = { count: 0, first: 0 };
  for (const query of window) {
    if (!isAnswered(query)) {
      start ??= lastAnswer ?? query.sentAt;
      answers = { count: 0, first: 0 };
      continue;
    }
    answers = { count: answers.count + 1, first: answers.count === 0 ? query.receivedAt : answers.first };
    lastAnswer = query.receivedAt;
    if (start !== undefined && answers.count === row) {
      gaps.push(Math.max(0, answers.first - start));
      start = undefined;
    }
  }
  const last = window.at(-1);
  if (start !== undefined && last !== undefined) gaps.push(Math.max(0, last.sentAt - start));
  return gaps;
}

/** When the first answer came to a query after the last of some; undefined where there are none of them. */
function answerAfterLast(
  window: readonly QuerySample[],
  isSuch: (query: QuerySample) => boolean,
): number | undefined {
  const last = window.findLastIndex(isSuch);
  return last === -1 ? undefined : window.slice(last + 1).find(isAnswered)?.receivedAt;
}

/** Who answered in turn: the sites from before, those that came and went, and those at the end. */
function sitesInTurn(
  before: readonly string[],
  window: readonly QuerySample[],
  after: readonly string[],
): readonly string[] {
  const passing = window.filter(isAnswered).flatMap(({ site }) => site ?? []);
  const others = passing.filter((site) => !before.includes(site) && !after.includes(site));
  const turns = [textOf(before), ...new Set(others), textOf(after)];
  return turns.filter((turn) => turn !== null).filter((turn, index, all) => turn !== all[index - 1]);
}
