/**
 * What a client lost when a site went away, from its samples. Pure arithmetic on timestamps; every figure is
 * in microseconds and can be no finer than the longest time between two queries.
 */
import type { Family } from '../topology/topology.ts';
import { type QuerySample, seriesKey } from './samples.ts';

/** The samples of one client, service and IP version, in any order. */
export interface SampleSeries {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** May be read from a file each time: to be asked for once. */
  readonly samples: readonly QuerySample[];
}

/** What is measured of a series, from the instant of the fault to the end of the window. Times in µs. */
export interface ClientFigures {
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  /** The site of the last answer before the fault; null: there was none, or the client was without answers by then. */
  readonly siteBefore: string | null;
  /** The site of the last answer; null: not recovered. */
  readonly siteAfter: string | null;
  /** Every site that answered, in the order of the queries, from `siteBefore` on; neighbours differ. */
  readonly sites: readonly string[];
  /** From the fault to the first answer of another site than `siteBefore`; null: it never moved. */
  readonly failoverTime: number | null;
  /** The longest gap; 0: no query was lost. At least this long where `recovered` is false. */
  readonly outage: number;
  /** All gaps together. */
  readonly totalOutage: number;
  /** The window ends in an answered query. */
  readonly recovered: boolean;
  /** From the fault until every further query is answered, and by one site; null: that never came. */
  readonly settleTime: number | null;
  readonly sent: number;
  /** Of those sent: never answered, or answered after the timeout. */
  readonly lost: number;
  /** Of those lost: answered after the timeout. */
  readonly late: number;
  /** Of those sent: answered in time, but with an error (SERVFAIL, REFUSED ...). They end no gap. */
  readonly failed: number;
  /** Answers of `siteBefore` to queries that were sent after the fault. */
  readonly answersFromOldSite: number;
  /** How many of the lost were refused, by name of errno. */
  readonly errors: Readonly<Record<string, number>>;
  /**
   * The longest time between two queries, from the last one before the window on: what came and went meanwhile was not
   * seen, so that no figure is finer than this. 0 where there were not two.
   */
  readonly resolution: number;
}

export interface OutageOptions {
  /**
   * The end of the window, where that of the next change begins: what that one finds under way is its own. Absent: the end of the
   * samples.
   */
  readonly until?: number;
}

export type Answered = QuerySample & { readonly receivedAt: number };

/** Sorts samples into series: by client, then service, then family. */
export function seriesOf(samples: readonly QuerySample[]): readonly SampleSeries[] {
  const byKey = new Map<string, QuerySample[]>();
  for (const sample of samples) {
    const key = seriesKey(sample);
    const series = byKey.get(key);
    if (series === undefined) byKey.set(key, [sample]);
    else series.push(sample);
  }
  return [...byKey.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, series]) => {
      const [first] = series;
      if (first === undefined) return [];
      return [{ client: first.client, service: first.service, family: first.family, samples: series }];
    });
}

/** When the first and the last query were sent, in µs, those apart that never left; `first` is the greater where there is none. */
export function sendingOf(all: readonly SampleSeries[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { samples } of all) {
    for (const { sentAt, dropped } of samples) {
      if (dropped) continue;
      first = Math.min(first, sentAt);
      last = Math.max(last, sentAt);
    }
  }
  return { first, last };
}

/**
 * Measures one series around a fault (or a restore: the same figures then describe the failback).
 *
 * A query counts as answered when its answer came within the timeout and says NOERROR. A gap is a run of queries
 * that were not, in the order of sending; it lasts from the receipt of the answer to the last query before it
 * to the receipt of the answer to the first query after it. Where no query before it was answered, it starts with the
 * sending of its own first; where none after it was, it lasts to the sending of the last.
 *
 * The window holds the queries that the fault found under way and those sent from `faultAt` on. One that was never
 * answered is taken to have been under way if it was sent less than the longest round trip seen until then before, or
 * if no query was answered from less than 10 ms before the fault on. It ends where the window of the next change begins, so that
 * every query is part of one window at most. Queries that never left the client are part of none.
 */
export function measureClient(
  series: SampleSeries,
  faultAt: number,
  options: OutageOptions = {},
): ClientFigures {
  const { queries, before, window } = measured(series, faultAt, options);
  // A client that the change found without answers had no site, and lost nothing to it that it had not lost before.
  const answeredBefore = isAnsweredBefore(queries, window);
  const siteBefore = answeredBefore ? (before.findLast((query) => query.site !== null)?.site ?? null) : null;
  const answered = window.filter(isAnswered);
  const lost = window.filter(isLost);
  const gaps = gapsOf(window, answeredBefore ? before.at(-1) : undefined);
  const recovered = window.length > 0 && isAnswered(window.at(-1) as QuerySample);
  const sites = sitesInTurn(siteBefore, answered);

  return {
    client: series.client,
    service: series.service,
    family: series.family,
    siteBefore,
    siteAfter: recovered ? (sites.at(-1) ?? null) : null,
    sites,
    failoverTime: failoverTime(answered, siteBefore, faultAt),
    outage: Math.max(0, ...gaps),
    totalOutage: gaps.reduce((total, gap) => total + gap, 0),
    recovered,
    settleTime: recovered ? settleTime(window, siteBefore, faultAt) : null,
    sent: window.length,
    lost: lost.length,
    late: lost.filter((query) => query.late).length,
    failed: window.length - answered.length - lost.length,
    answersFromOldSite: answered.filter(
      ({ site, sentAt }) => sentAt >= faultAt && site !== null && site === siteBefore,
    ).length,
    errors: countErrors(lost),
    resolution: longestPause(queries, window),
  };
}

/** The `resolution` of a series by itself. */
export function resolutionOf(series: SampleSeries, faultAt: number, options: OutageOptions = {}): number {
  const { queries, window } = measured(series, faultAt, options);
  return longestPause(queries, window);
}

/** The queries that `measureClient` counts as lost, in the order of sending. */
export function lostQueries(
  series: SampleSeries,
  faultAt: number,
  options: OutageOptions = {},
): readonly QuerySample[] {
  return measured(series, faultAt, options).window.filter(isLost);
}

/** The queries of the window that `measureClient` counts as lost or failed, in the order of sending. */
export function unansweredQueries(
  series: SampleSeries,
  faultAt: number,
  options: OutageOptions = {},
): readonly QuerySample[] {
  return measured(series, faultAt, options).window.filter((query) => !isAnswered(query));
}

/** All queries, the answered ones from before the fault, and the window that figures are about, in the order of sending. */
export function measured(
  series: SampleSeries,
  faultAt: number,
  { until = Number.POSITIVE_INFINITY }: OutageOptions,
): {
  readonly queries: readonly QuerySample[];
  readonly before: readonly Answered[];
  readonly window: readonly QuerySample[];
} {
  const all = series.samples.filter((sample) => !sample.dropped).sort((a, b) => a.sentAt - b.sentAt);
  const isNext = isFoundBy(all, until);
  const isOurs = isFoundBy(all, faultAt);
  const queries = all.filter((query) => !isNext(query));
  const before = queries.filter(isAnswered).filter((query) => query.receivedAt < faultAt);
  return { queries, before, window: queries.filter(isOurs) };
}

/** Whether a query got what it asked for, and in time. */
export function isAnswered(sample: QuerySample): sample is Answered {
  return sample.receivedAt !== null && !sample.late && sample.rcode === 'NOERROR';
}

/** Whether a query was sent, and no answer came, or too late. */
export function isLost(sample: QuerySample): boolean {
  return !sample.dropped && (sample.receivedAt === null || sample.late);
}

/** Whether the last query before the window was answered. */
function isAnsweredBefore(queries: readonly QuerySample[], window: readonly QuerySample[]): boolean {
  const inWindow = new Set(window);
  const last = queries.findLast(
    (query) => !inWindow.has(query) && query.sentAt < (window[0]?.sentAt ?? Infinity),
  );
  return last !== undefined && isAnswered(last);
}

/** For so long any machine keeps a program or a packet waiting now and then, in µs. */
const HICCUP = 10_000;

/** Tells the queries that a change at an instant found under way, or that were sent from then on, from those that were over. */
function isFoundBy(queries: readonly QuerySample[], instant: number): (query: QuerySample) => boolean {
  const over = queries.filter(isAnswered).filter(({ receivedAt }) => receivedAt < instant);
  const longest = over.reduce((most, { sentAt, receivedAt }) => Math.max(most, receivedAt - sentAt), 0);
  const since = Math.min(instant - longest, silentSince(queries, instant) ?? instant);
  return (query) => {
    if (query.sentAt >= instant) return true;
    return query.receivedAt === null || query.late ? query.sentAt > since : query.receivedAt >= instant;
  };
}

/** Just before the first of the unanswered queries that lead up to an instant, if that one was sent less than a hiccup before it. */
function silentSince(queries: readonly QuerySample[], instant: number): number | undefined {
  const sent = queries.filter(({ sentAt }) => sentAt < instant);
  const first = sent[sent.findLastIndex((query) => !isLost(query)) + 1];
  return first && first.sentAt > instant - HICCUP ? first.sentAt - 1 : undefined;
}

/** The longest time without a query, in the window and from the last query before it. */
function longestPause(queries: readonly QuerySample[], window: readonly QuerySample[]): number {
  const [first] = window;
  if (first === undefined) return 0;
  const seen = queries.slice(Math.max(0, queries.indexOf(first) - 1));
  return seen.reduce(
    (longest, { sentAt }, index) => Math.max(longest, sentAt - (seen[index - 1]?.sentAt ?? sentAt)),
    0,
  );
}

/** The length of every gap. An answer over a shorter path can overtake one before the gap: such a gap has length 0. */
function gapsOf(window: readonly QuerySample[], lastBefore: Answered | undefined): readonly number[] {
  const gaps: number[] = [];
  let lastAnswer = lastBefore?.receivedAt;
  let start: number | undefined;
  for (const query of window) {
    if (!isAnswered(query)) {
      start ??= lastAnswer ?? query.sentAt;
    } else {
      if (start !== undefined) gaps.push(Math.max(0, query.receivedAt - start));
      start = undefined;
      lastAnswer = query.receivedAt;
    }
  }
  const last = window.at(-1);
  if (start !== undefined && last !== undefined) gaps.push(Math.max(0, last.sentAt - start));
  return gaps;
}

function failoverTime(
  answered: readonly Answered[],
  siteBefore: string | null,
  faultAt: number,
): number | null {
  if (siteBefore === null) return null;
  const elsewhere = answered.filter((query) => query.site !== null && query.site !== siteBefore);
  if (elsewhere.length === 0) return null;
  return (
    elsewhere.reduce((first, query) => Math.min(first, query.receivedAt), Number.POSITIVE_INFINITY) - faultAt
  );
}

/** The receipt of the first answer after the last loss and the last change of site, whichever is later. */
function settleTime(window: readonly QuerySample[], siteBefore: string | null, faultAt: number): number {
  let settledAt = faultAt;
  let site = siteBefore;
  let unsettled = false;
  for (const query of window) {
    if (!isAnswered(query)) {
      unsettled = true;
      continue;
    }
    if (unsettled || (query.site !== null && query.site !== site)) settledAt = query.receivedAt;
    unsettled = false;
    site = query.site ?? site;
  }
  return settledAt - faultAt;
}

function sitesInTurn(siteBefore: string | null, answered: readonly Answered[]): readonly string[] {
  const sites = siteBefore === null ? [] : [siteBefore];
  for (const { site } of answered) {
    if (site !== null && site !== sites.at(-1)) sites.push(site);
  }
  return sites;
}

function countErrors(lost: readonly QuerySample[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { error } of lost) {
    if (error !== undefined) counts[error] = (counts[error] ?? 0) + 1;
  }
  return counts;
}
