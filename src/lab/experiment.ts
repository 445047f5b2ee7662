/** A lab under observation, and what is done to it meanwhile: faults, and their undoing. */
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { isSame } from '../measure/catchment.ts';
import type { RecordedRun, RunStep } from '../measure/run.ts';
import { type QuerySample, type SeriesName, seriesKey } from '../measure/samples.ts';
import type { SharedGoal } from '../measure/settled-sharing.ts';
import type { HeldRecord } from '../measure/tcp/hold-events.ts';
import type { SettleGoal } from '../measure/unsettled.ts';
import { findInvalidities, findPauses } from '../measure/validity.ts';
import type { ExpectedAnswer } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { keepsPaths, sessionTimers, sharesQueries } from '../plan/roles.ts';
import { NOT_ANSWERED } from '../topology/scenario.ts';
import { sitesIn } from '../topology/shared-sites.ts';
import { type FaultSpec, MULTIPATH } from '../topology/topology.ts';
import { applyFault, type Ground } from './apply-fault.ts';
import { claimToMeasure } from './claim-lab.ts';
import type { Lab } from './find-lab.ts';
import { type Holders, startHolders } from './holders.ts';
import { type MeasuredRun, startRun } from './measured-run.ts';
import type { OnProgress } from './progress.ts';
import { failureText, requireRestored, restoreTarget } from './restore.ts';

/** An answer that takes longer counts as lost, in ms: dig and most resolvers have asked again by then. */
const TIMEOUT = 1000;

/** For how long after that an answer is still recognised as a late one, in ms. */
const LATE = 2000;

/** How long clients are given to settle, in s: a base, the longest hold time, and so many advertisement intervals, one a hop. */
const PATIENCE = { base: 30, intervals: 4 };

/** The longest that a prober runs if nothing ends it, in s. */
const LONGEST = 6 * 3600;

/** How long bringing everything back may take at the end, in ms. */
const CLEAN_UP = 60_000;

export interface ExperimentOptions {
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** The longest that clients are given to settle after each step, in s; absent: by the lab's timers. */
  readonly patience?: number;
  /** Let each client hold a TCP connection to each address, too. */
  readonly tcp?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Called for every query as soon as its fate is known. */
  readonly onSample?: (sample: QuerySample) => void;
}

export interface Experiment {
  /**
   * Applies a fault, and waits until every client has settled, or patience ends.
   * @param expected who is to answer whom then. Whom a link or one server takes along when it goes, and when, nobody else knows: a site
   *   that hears nothing of its zones any more goes on answering for a while. So the site that is expected is waited for.
   * @throws LabError `usage` where there is no such target, or a fault is in force there already
   */
  apply(fault: FaultSpec, expected?: readonly ExpectedAnswer[]): Promise<RunStep>;
  /** Undoes what is in force at a site or link, or all there is, and waits until every client has settled. */
  restore(target: string | null): Promise<RunStep>;
  /**
   * Ends the observation, and undoes what is still in force unless it is to be kept; to be called whatever happened before.
   * What it undoes is no part of the run.
   */
  finish(options?: { readonly keep?: boolean }): Promise<Finished>;
}

export interface Finished {
  readonly run: RecordedRun;
  /** What could not be undone, in a sentence without its full stop; null: nothing was left in force. */
  readonly left: string | null;
}

/**
 * Starts to observe a lab: a prober in every client, every router's routes. The clients have been watched for a while when
 * this returns.
 * @throws LabError `usage` where the lab is being measured by somebody else, `not-running` where no client runs
 */
export async function startExperiment(
  engine: Engine,
  lab: Lab,
  options: ExperimentOptions,
): Promise<Experiment> {
  const { signal, onProgress, interval } = options;
  const patience = options.patience ?? defaultPatience(lab.plan);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  let run: MeasuredRun;
  let holders: Holders | null = null;
  try {
    await claimToMeasure(lab.name, agent);
    onProgress({ kind: 'phase', phase: 'baseline' });
    if (options.tcp) holders = await startHolders(engine, lab, signal);
    const limits = { interval, timeout: TIMEOUT, late: LATE, longest: LONGEST };
    run = await startRun(engine, lab, { ...limits, ...pickOnSample(options) }, signal);
  } catch (error) {
    await holders?.stop().catch(() => undefined);
    await agent.close();
    throw error;
  }

  const steps: RunStep[] = [];
  const ground: Ground = { engine, lab, agent, signal, onRevived: run.follow };
  const home = run.lastSites();
  const homes = run.reachedSites();
  const hasSeveralWays =
    lab.plan.bestpath === MULTIPATH || [...homes.values()].some(({ length }) => length > 1);
  const isShared = hasSeveralWays && sharesQueries(lab.plan);
  const inForce = new Set<string>();
  /** Waits until the clients have settled after a change that was complete at `since`, and puts it on record. */
  const record = async (
    step: Omit<RunStep, 'settled' | 'unsettled'>,
    since: number,
    goal: (of: SeriesName) => SettleGoal,
  ): Promise<RunStep> => {
    const deadline = performance.now() + patience * 1000;
    const unsettled = await run.settle({ since, goal, deadline, signal });
    const settled = unsettled.length === 0;
    const done = { ...step, settled, ...(settled ? {} : { unsettled }) };
    steps.push(done);
    // A client notices that its connection is broken later than that the next query by UDP is answered.
    await holders?.settle();
    return done;
  };

  /** What a client comes to whose queries may be shared among several sites. */
  const sharedGoal = (of: SeriesName, { gone = [], all = [] }: Partial<SharedGoal> = {}): SharedGoal => ({
    gone,
    all,
    among: Math.max(all.length, homes.get(seriesKey(of))?.length ?? 0),
  });

  /** Undoes what is in force, whether or not the user has had enough; returns what could not be undone. */
  const undoAll = async (): Promise<string | null> => {
    const failed: string[] = [];
    for (const target of inForce) {
      const restored = await restoreTarget({ ...ground, signal: AbortSignal.timeout(CLEAN_UP) }, target);
      failed.push(...restored.failed.map(failureText));
    }
    return failed.length === 0 ? null : failed.join('; ');
  };

  return {
    apply: async (spec, expected = []) => {
      onProgress({ kind: 'fault', action: 'fault', fault: spec.kind, target: spec.target });
      // On the list before it is done: one that fails half-way is undone all the same.
      inForce.add(spec.target);
      const before = run.lastSites();
      const { site, instants, doneAt, fault } = await applyFault(ground, spec);
      if (fault.passes) inForce.delete(spec.target);
      const goal = (of: SeriesName): SettleGoal => {
        if (isShared) {
          const all = fault.passes ? (homes.get(seriesKey(of)) ?? []) : [];
          return sharedGoal(of, { gone: fault.moves && site !== null && !fault.passes ? [site] : [], all });
        }
        const home = before.get(seriesKey(of));
        // Of what is over by itself, the way back is a part.
        if (fault.passes) return home === undefined ? {} : { home };
        if (site === null) return soleSite(expected.find((answer) => isSame(answer, of)));
        return fault.moves ? { gone: site } : {};
      };
      const { kind, target } = spec;
      const away = fault.passes ? null : site;
      return record({ action: 'fault', kind, target, site: away, instants }, doneAt, goal);
    },
    restore: async (target) => {
      const last = steps.findLast(
        (step) => step.action === 'fault' && (target ?? step.target) === step.target,
      );
      const kind = last?.kind ?? 'withdraw';
      onProgress({ kind: 'fault', action: 'restore', fault: kind, target: target ?? lab.name });
      const interim = run.lastSites();
      const interims = run.reachedSites();
      const restored = await restoreTarget(ground, target);
      const { instants, doneAt } = restored;
      const site = target === null ? null : (last?.site ?? null);
      const step = { action: 'restore', kind, target, site, instants } as const;
      // What it did bring back ends the step before it all the same.
      if (restored.failed.length > 0) steps.push({ ...step, settled: false });
      requireRestored(lab.name, restored);
      if (target === null) inForce.clear();
      else inForce.delete(target);
      return record(step, doneAt, (of) => {
        // With routers that keep the path they have, nobody need come home.
        if (inForce.size > 0 || keepsPaths(lab.plan)) return isShared ? sharedGoal(of) : {};
        if (isShared) {
          const [all = [], between = []] = [homes, interims].map((sites) => sites.get(seriesKey(of)));
          return sharedGoal(of, { gone: between.filter((each) => !all.includes(each)), all });
        }
        const [before, between] = [home, interim].map((sites) => sites.get(seriesKey(of)));
        return between === undefined || before === between ? {} : { gone: between };
      });
    },
    finish: async ({ keep = false } = {}) => {
      let stopped: Awaited<ReturnType<MeasuredRun['stop']>>;
      let held: HeldRecord | undefined;
      let left: string | null = null;
      try {
        try {
          stopped = await run.stop();
        } finally {
          held = await holders?.stop();
        }
      } finally {
        try {
          if (!keep) left = await undoAll();
        } finally {
          await agent.close();
        }
      }
      const { record: seen, probers } = stopped;
      const record = { ...seen, ...(held === undefined ? {} : { held }) };
      const invalid = [...findInvalidities(probers), ...findPauses(lab.plan, seen.series, steps, interval)];
      return { run: { interval, timeout: TIMEOUT, patience, steps, record, invalid }, left };
    },
  };
}

/** The goal to be answered by the site that is expected, where it is one. */
function soleSite(answer: ExpectedAnswer | undefined): SettleGoal {
  const [home, ...others] = answer === undefined ? [] : sitesIn(answer.expected);
  return home === undefined || others.length > 0 || home === NOT_ANSWERED ? {} : { home };
}

/** How long clients need at most to settle, in s, by the timers of a lab's sessions. */
function defaultPatience(plan: LabPlan): number {
  const timers = sessionTimers(plan);
  const held = Math.max(0, ...timers.map((each) => each.advertisementInterval));
  const hold = Math.max(0, ...timers.map((each) => each.hold));
  return PATIENCE.base + hold + PATIENCE.intervals * held;
}

function pickOnSample({ onSample }: ExperimentOptions): Pick<ExperimentOptions, 'onSample'> {
  return onSample === undefined ? {} : { onSample };
}
