/** A site withdrawn and brought back, and what every client lost by it. */
import type { Engine } from '../engine/connect.ts';
import { type FabricAgent, type NodeProcess, startAgent } from '../engine/fabric-agent.ts';
import {
  type ChangeInstant,
  earliest,
  type FailoverFigures,
  instantOf,
  measureFailover,
} from '../measure/failover.ts';
import { type QuerySample, seriesKey } from '../measure/samples.ts';
import { findInvalidities, type Invalidity } from '../measure/validity.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import { sessionTimers } from '../plan/roles.ts';
import type { BgpTimers } from '../topology/topology.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type MeasuredRun, startRun } from './measured-run.ts';
import { originatedPrefixes } from './originated.ts';
import type { OnProgress } from './progress.ts';
import { announceMissing, findSite } from './restore.ts';

/** An answer that takes longer counts as lost, in ms: dig and most resolvers have asked again by then. */
const TIMEOUT = 1000;

/** For how long after that an answer is still recognised as a late one, in ms. */
const LATE = 2000;

/** How long clients are given to settle, in s: a base, and so many advertisement intervals, one a hop. */
const PATIENCE = { base: 30, intervals: 4 };

export interface FailoverOptions {
  readonly lab: string | undefined;
  readonly site: string;
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** The longest that clients are given to settle after each change, in s; absent: by the lab's timers. */
  readonly patience: number | undefined;
  /** Bring the site back, and time that too. */
  readonly restore: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface FailoverResult extends FailoverFigures {
  readonly lab: string;
  readonly site: string;
  readonly fault: 'withdraw';
  /** ms; also the resolution of every figure that comes from queries. */
  readonly interval: number;
  /** ms. */
  readonly timeout: number;
  /** s. */
  readonly patience: number;
  /** Those in use, each once. */
  readonly timers: readonly BgpTimers[];
  /** FRR's version. */
  readonly frr: string;
  readonly instants: { readonly fault: readonly ChangeInstant[]; readonly restore: readonly ChangeInstant[] };
  /** Whether every client had settled in time, after the fault and after the restore. */
  readonly settled: { readonly failover: boolean; readonly failback: boolean };
  /** Reasons not to believe the figures; empty: they stand. */
  readonly invalid: readonly Invalidity[];
  /** Every client was answered, and had settled, at the end of each half. */
  readonly recovered: boolean;
}

/**
 * Withdraws a site's prefixes while every client sends queries, and brings them back. Whatever happens in between, the site
 * announces again at the end, unless it is asked to stay withdrawn.
 * @throws LabError `usage` where there is no such site, it does not run or announces nothing as it is, or no client runs
 */
export async function failover(engine: Engine, options: FailoverOptions): Promise<FailoverResult> {
  const lab = await openLab(engine, options.lab);
  const edge = findSite(lab, options.site);
  const [process] = await nodeProcesses(engine, lab, [edge]);
  if (process === undefined)
    throw new LabError('usage', `${edge.name} is not running`, 'See: anycast-lab status');
  const timers = sessionTimers(lab.plan);
  const held = Math.max(0, ...timers.map((each) => each.advertisementInterval));
  const patience = options.patience ?? PATIENCE.base + PATIENCE.intervals * held;
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const frr = await refuseWithdrawn(agent, lab, edge, process);
    const run = await conduct(engine, agent, { lab, edge, process, patience, options });
    const figures = measureFailover(lab.plan, run.record, { site: edge.name, ...run.instants });
    const answered = [...figures.failover, ...figures.failback].every((outcome) => outcome.recovered);
    return {
      lab: lab.name,
      site: edge.name,
      fault: 'withdraw',
      interval: options.interval,
      timeout: TIMEOUT,
      patience,
      timers,
      frr,
      instants: run.instants,
      settled: run.settled,
      ...figures,
      invalid: findInvalidities(run.probers),
      recovered: answered && run.settled.failover && run.settled.failback,
    };
  } finally {
    await agent.close();
  }
}

interface Conduct {
  readonly lab: Lab;
  readonly edge: RouterPlan;
  readonly process: NodeProcess;
  readonly patience: number;
  readonly options: FailoverOptions;
}

type Conducted = Awaited<ReturnType<MeasuredRun['stop']>> & Pick<FailoverResult, 'instants' | 'settled'>;

/** Does it all while clients are watched, and undoes it. */
async function conduct(engine: Engine, agent: FabricAgent, of: Conduct): Promise<Conducted> {
  const { lab, edge, process, patience, options } = of;
  const { onProgress, signal } = options;
  const site = { ...process, asn: edge.asn, prefixes: originatedPrefixes(lab.plan, edge) };
  onProgress({ kind: 'phase', phase: 'baseline' });
  const longest = 2 * patience + 60;
  const run = await startRun(
    engine,
    lab,
    { interval: options.interval, timeout: TIMEOUT, late: LATE, longest },
    signal,
  );
  const settle = (instants: readonly ChangeInstant[], gone: (sample: QuerySample) => string | undefined) =>
    run.settle({
      since: (sample) => instantOf(lab.plan, sample, instants)?.before ?? earliest(instants),
      gone,
      deadline: performance.now() + patience * 1000,
      signal,
    });

  let ended: Awaited<ReturnType<MeasuredRun['stop']>>;
  let fault: readonly ChangeInstant[] = [];
  let restore: readonly ChangeInstant[] = [];
  const settled = { failover: false, failback: true };
  try {
    onProgress({ kind: 'phase', phase: 'failover' });
    fault = await agent.ask('withdraw', site);
    settled.failover = await settle(fault, () => edge.name);
    if (options.restore) {
      onProgress({ kind: 'phase', phase: 'failback' });
      const home = lastSites(run.samples.filter((sample) => sample.sentAt < earliest(fault)));
      const interim = lastSites(run.samples);
      restore = await agent.ask('announce', site);
      settled.failback = await settle(restore, (sample) => {
        const [before, between] = [home, interim].map((sites) => sites.get(seriesKey(sample)));
        return before === between ? undefined : between;
      });
    }
  } finally {
    try {
      // Cut short, or withdrawn in part: whatever is missing is announced again.
      if (options.restore && restore.length === 0) await announceMissing(agent, lab, edge, process);
    } finally {
      ended = await run.stop();
    }
  }
  return { ...ended, instants: { fault, restore }, settled };
}

/** Returns FRR's version at the site, which must announce all it should. */
async function refuseWithdrawn(
  agent: FabricAgent,
  lab: Lab,
  edge: RouterPlan,
  process: NodeProcess,
): Promise<string> {
  const prefixes = originatedPrefixes(lab.plan, edge);
  const [state] = await agent.ask('look', { routers: [{ ...process, prefixes }] });
  if (state === undefined || 'error' in state) {
    const why = state?.error ?? 'nothing is known of it';
    throw new LabError('not-ready', `${edge.name}: ${why}`, `See: anycast-lab logs ${edge.name}`);
  }
  const missing = prefixes
    .filter(({ prefix }) => !state.originates.includes(prefix))
    .map(({ prefix }) => prefix);
  if (missing.length > 0) {
    throw new LabError(
      'usage',
      `${edge.name} does not announce ${missing.join(' and ')} as it is`,
      `Bring it back first: anycast-lab restore ${edge.name}`,
    );
  }
  return state.version;
}

/** The site that answered each series last. */
function lastSites(samples: readonly QuerySample[]): ReadonlyMap<string, string> {
  return new Map(samples.flatMap((s) => (s.site === null ? [] : [[seriesKey(s), s.site] as const])));
}
