/** A run under observation: a prober in every client, every router's routes, and when all is quiet again. */
import type { Engine } from '../engine/connect.ts';
import { prefixesAskedFor, type RunRecord } from '../measure/failover.ts';
import { type FibEvent, sitesReached } from '../measure/fib.ts';
import { adjacencyOf } from '../measure/forwarding.ts';
import {
  type ProberEvent,
  type QuerySample,
  type SeriesName,
  seriesKey,
  type TargetTotals,
} from '../measure/samples.ts';
import { type SettledWatch, watchSettled } from '../measure/settled.ts';
import { watchShared } from '../measure/settled-sharing.ts';
import { awaitedText, type SettleGoal, type Unsettled } from '../measure/unsettled.ts';
import type { ProberOutcome } from '../measure/validity.ts';
import { isUnserved } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { isClient } from '../plan/roles.ts';
import { watchFibs } from './fib-watch.ts';
import type { Lab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { pollUntil } from './poll.ts';
import { startProbers } from './probers.ts';
import { openSpool } from './sample-spool.ts';

/** For how long clients are watched before anything is done to the lab, in µs. */
const BASELINE = 500_000;

/** How long probers may take to begin, in ms: all start at once, and the first ones send while the last ones start. */
const STARTING = { base: 5000, each: 250 };

/** For how long a client has to be answered by one site, without a loss, to count as settled, in µs. */
const SETTLED = 1_000_000;

/** How often is looked whether something has come about, in ms. */
const EVERY = 20;

export interface RunOptions {
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** What takes longer counts as lost, in ms. */
  readonly timeout: number;
  /** For how long a late answer is still noticed, in ms. */
  readonly late: number;
  /** The longest that it may take, in s. */
  readonly longest: number;
  /** Called for every query as soon as its fate is known. */
  readonly onSample?: (sample: QuerySample) => void;
}

export interface MeasuredRun {
  /** The site that answered each series last, by `seriesKey`. */
  lastSites(): ReadonlyMap<string, string>;
  /** The sites to which the routers' tables lead each series at the moment, by `seriesKey`. */
  reachedSites(): ReadonlyMap<string, readonly string[]>;
  /**
   * Waits until every client is settled.
   * @returns those that are not at the deadline
   */
  settle(options: SettleOptions): Promise<readonly Unsettled[]>;
  /** Follows the routes of routers that were started again since. */
  follow(lab: Lab): Promise<void>;
  /** Ends it; resolves when no query is under way any more. */
  stop(): Promise<{ readonly record: RunRecord; readonly probers: readonly ProberOutcome[] }>;
}

export interface SettleOptions {
  /** When the change was complete, in µs of CLOCK_MONOTONIC. */
  readonly since: number;
  /** What a client has to come to. */
  readonly goal: (of: SeriesName) => SettleGoal;
  /** On performance.now()'s clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** Starts a run; every client has been watched for a while when this returns. */
export async function startRun(
  engine: Engine,
  lab: Lab,
  options: RunOptions,
  signal: AbortSignal,
): Promise<MeasuredRun> {
  const spool = openSpool();
  const sites = new Map<string, string>();
  const totals = new Map<string, readonly TargetTotals[]>();
  const startedAt = new Map<string, number>();
  const listeners = new Set<(sample: QuerySample) => void>();
  const onEvent = (client: string, event: ProberEvent): void => {
    if (event.kind === 'start') startedAt.set(client, event.startedAt);
    if (event.kind === 'end') totals.set(client, event.totals);
    if (event.kind !== 'query') return;
    const { sample } = event;
    spool.add(sample);
    if (sample.site !== null) sites.set(seriesKey(sample), sample.site);
    options.onSample?.(sample);
    for (const listener of listeners) listener(sample);
  };
  const userSpool = openSpool();
  const userTotals = new Map<string, readonly TargetTotals[]>();
  const onUser = (client: string, event: ProberEvent): void => {
    if (event.kind === 'query') userSpool.add(event.sample);
    if (event.kind === 'end') userTotals.set(client, event.totals);
  };

  const fibs = await watchFibs(engine, lab);
  const probers = await startProbers(engine, lab, { ...options, onEvent, onUser }).catch(
    async (error: unknown) => {
      await fibs.stop();
      throw error;
    },
  );
  const events = (): readonly FibEvent[] =>
    fibs.records.map((record) => ({ ...record, family: record.prefix.includes(':') ? 6 : 4 }));
  const stop: MeasuredRun['stop'] = async () => {
    try {
      await probers.stop();
    } finally {
      await fibs.stop();
    }
    const fib = events();
    const outcomes = [
      ...probers.clients.map((client) => ({ client, totals: totals.get(client) ?? null })),
      ...probers.users.map((client) => ({ client, totals: userTotals.get(client) ?? null })),
    ];
    const users = probers.users.length === 0 ? {} : { users: userSpool.series };
    return { record: { series: spool.series, fib, ...users }, probers: outcomes };
  };

  const seen = watchBaseline(startedAt, probers.clients.length);
  listeners.add(seen.add);
  try {
    const longest =
      BASELINE / 1000 +
      options.timeout +
      options.late +
      STARTING.base +
      STARTING.each * probers.clients.length;
    const look = (): boolean => {
      probers.check();
      return seen.isOver();
    };
    const over = await pollUntil(look, { every: EVERY, deadline: performance.now() + longest, signal });
    if (!over) {
      const silent = probers.clients.filter((client) => !startedAt.has(client));
      const what =
        silent.length > 0 ? `${silent.join(', ')} did not begin to ask` : 'no query came to an end';
      throw new LabError('not-ready', `${what} within ${longest / 1000} s`);
    }
  } catch (error) {
    // What went wrong first is what there is to say.
    await stop().catch(() => undefined);
    throw error;
  } finally {
    listeners.delete(seen.add);
  }
  return {
    lastSites: () => new Map(sites),
    reachedSites: () => sitesNow(lab.plan, events(), spool.series),
    stop,
    follow: (now) => fibs.follow(now),
    settle: async (settle) => {
      // For all from the start: of a client from which nothing has come since, nothing is known yet.
      // Whoever is to have no answer has nothing to come to.
      const awaited = spool.series.filter((one) => !isUnserved(lab.plan, one));
      const watches = new Map<string, SettledWatch>(
        awaited.map((one) => [seriesKey(one), watchOf(settle.goal(one), settle.since, options.interval)]),
      );
      const feed = (sample: QuerySample): void => watches.get(seriesKey(sample))?.add(sample);
      for (const sample of spool.sentSince(settle.since)) feed(sample);
      listeners.add(feed);
      try {
        const look = (): boolean => {
          probers.check();
          return [...watches.values()].every((watch) => watch.isSettled());
        };
        await pollUntil(look, { every: EVERY, deadline: settle.deadline, signal: settle.signal });
        return awaited
          .filter((one) => watches.get(seriesKey(one))?.isSettled() === false)
          .map((one) => {
            const { client, service, family } = one;
            return { client, service, family, awaited: awaitedText(settle.goal(one)) };
          });
      } finally {
        listeners.delete(feed);
      }
    },
  };
}

function watchOf(goal: SettleGoal, since: number, interval: number): SettledWatch {
  const answers = Math.max(2, Math.floor(SETTLED / 1000 / interval / 2));
  const options = { since, duration: SETTLED, answers };
  return 'all' in goal ? watchShared({ ...options, ...goal }) : watchSettled({ ...options, ...goal });
}

/** The sites that a record of routes leads each series to, as it stands. */
function sitesNow(plan: LabPlan, events: readonly FibEvent[], all: readonly SeriesName[]) {
  const adjacency = adjacencyOf(plan);
  return new Map(
    all.flatMap((one) => {
      const client = plan.nodes.filter(isClient).find(({ name }) => name === one.client);
      if (client === undefined) return [];
      const flow = { family: one.family, prefixes: prefixesAskedFor(plan, one), router: client.router };
      return [[seriesKey(one), sitesReached(events, adjacency, flow, Number.POSITIVE_INFINITY)] as const];
    }),
  );
}

/**
 * Tells when every client's prober has started, and the fate of a query from after the baseline is known at each of its
 * targets. A client that gets no answer at all holds nothing up for longer than it takes to know that.
 */
function watchBaseline(startedAt: ReadonlyMap<string, number>, clients: number) {
  const waiting = new Set<string>();
  const done = new Set<string>();
  return {
    add: (sample: QuerySample): void => {
      const key = seriesKey(sample);
      waiting.add(key);
      if (sample.sentAt >= (startedAt.get(sample.client) ?? 0) + BASELINE) done.add(key);
    },
    isOver: (): boolean => startedAt.size === clients && waiting.size > 0 && done.size === waiting.size,
  };
}
