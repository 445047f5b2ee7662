/** A fault applied and undone while every client sends queries, and what each of them lost by it. */
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { FAULTS } from '../faults/catalogue.ts';
import type { ChangeInstant, FailoverFigures } from '../measure/failover.ts';
import type { Forensics } from '../measure/forensics/forensics.ts';
import type { RecordedRun } from '../measure/run.ts';
import { measureRun } from '../measure/run-figures.ts';
import { type HeldConnections, measureHeld } from '../measure/tcp/held-connections.ts';
import type { Unsettled } from '../measure/unsettled.ts';
import { measureUsers, type UserFigures } from '../measure/users.ts';
import type { Invalidity } from '../measure/validity.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import { isRouter, sessionTimers } from '../plan/roles.ts';
import type { BgpTimers, FaultSpec } from '../topology/topology.ts';
import { requireTarget } from './apply-fault.ts';
import { startExperiment } from './experiment.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { followClients } from './follow-clients.ts';
import { LabError } from './lab-error.ts';
import { notRunning } from './not-running.ts';
import { originatedPrefixes } from './originated.ts';
import type { OnProgress } from './progress.ts';
import { withForensics } from './with-forensics.ts';

export interface FailoverOptions {
  readonly lab: string | undefined;
  readonly fault: FaultSpec;
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** The longest that clients are given to settle after each change, in s; absent: by the lab's timers. */
  readonly patience: number | undefined;
  /** Bring the site back, and time that too. */
  readonly restore: boolean;
  /** Capture every link, and follow each lost query. */
  readonly forensics: boolean;
  /** Let each client hold TCP connections meanwhile. */
  readonly tcp: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface FailoverResult extends FailoverFigures {
  readonly lab: string;
  readonly fault: FaultSpec;
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
  /** Those that had not. */
  readonly unsettled: { readonly failover: readonly Unsettled[]; readonly failback: readonly Unsettled[] };
  /** What users behind clients' own resolvers saw; empty where no client has one. */
  readonly users: { readonly failover: readonly UserFigures[]; readonly failback: readonly UserFigures[] };
  /** Reasons not to believe the figures; empty: they stand. */
  readonly invalid: readonly Invalidity[];
  /** Every client was answered, and had settled, at the end of each half. */
  readonly recovered: boolean;
}

/** The figures, what they were made from, and what became of each lost query where that was asked for. */
export interface MeasuredFailover {
  readonly lab: Lab;
  readonly result: FailoverResult;
  readonly run: RecordedRun;
  readonly forensics: Forensics | null;
  /** Null: none were held. */
  readonly tcp: HeldConnections | null;
}

/**
 * Applies a fault to a lab under observation, and undoes it. Whatever happens in between, it is undone at the end, unless
 * it is to stay.
 * @throws LabError `usage` where there is no such target, or something is wrong with it as it is; `not-running` where it, or every
 *   client, does not run
 */
export async function failover(engine: Engine, options: FailoverOptions): Promise<MeasuredFailover> {
  const lab = await openLab(engine, options.lab);
  const target = requireTarget(lab, options.fault);
  const frr = await refuseUnsound(engine, lab, target.kind === 'site' ? target.edge : undefined);
  const { taken, forensics } = await withForensics(engine, lab, options.forensics, async () => ({
    run: await conduct(engine, lab, options),
  }));
  if (forensics instanceof Error) throw forensics;
  const { run } = taken;
  const result = summarize(lab, options.fault, frr, run);
  return { lab, run, forensics, tcp: measureHeld(lab.plan, run), result };
}

async function conduct(engine: Engine, lab: Lab, options: FailoverOptions): Promise<RecordedRun> {
  const { interval, patience, tcp, signal, onProgress } = options;
  const experiment = await startExperiment(engine, lab, {
    ...{ interval, tcp, signal, onProgress },
    onSample: followClients(onProgress),
    ...(patience === undefined ? {} : { patience }),
  });
  try {
    await experiment.apply(options.fault);
    // What passes by itself leaves nothing to undo.
    const { passes = false } = FAULTS[options.fault.kind];
    if (options.restore && !passes) await experiment.restore(options.fault.target);
  } catch (error) {
    await experiment.finish();
    throw error;
  }
  const { run, left } = await experiment.finish({ keep: !options.restore });
  if (left !== null) throw new LabError('not-ready', left);
  return run;
}

function summarize(lab: Lab, fault: FaultSpec, frr: string, run: RecordedRun): FailoverResult {
  const [away, back] = measureRun(lab.plan, run);
  const [usersAway, usersBack] = measureUsers(lab.plan, run);
  const failover = away?.outcomes ?? [];
  const failback = back?.outcomes ?? [];
  const settled = { failover: away?.step.settled ?? false, failback: back?.step.settled ?? true };
  const answered = [...failover, ...failback].every((outcome) => outcome.recovered);
  return {
    lab: lab.name,
    fault,
    interval: run.interval,
    timeout: run.timeout,
    patience: run.patience,
    timers: sessionTimers(lab.plan),
    frr,
    instants: { fault: away?.step.instants ?? [], restore: back?.step.instants ?? [] },
    settled,
    unsettled: { failover: away?.step.unsettled ?? [], failback: back?.step.unsettled ?? [] },
    failover,
    failback,
    users: { failover: usersAway ?? [], failback: usersBack ?? [] },
    invalid: run.invalid,
    recovered: answered && settled.failover && settled.failback,
  };
}

/** Returns FRR's version; a site must announce all it should, or its figures would be another fault's. */
async function refuseUnsound(engine: Engine, lab: Lab, edge: RouterPlan | undefined): Promise<string> {
  const router = edge ?? lab.plan.nodes.find(isRouter);
  const [process] = await nodeProcesses(engine, lab, router === undefined ? [] : [router]);
  if (router === undefined || process === undefined) throw notRunning(lab.name, router?.name ?? 'a router');
  const prefixes = originatedPrefixes(lab.plan, edge);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const [state] = await agent.ask('look', { routers: [{ ...process, prefixes }] });
    if (state === undefined || 'error' in state) {
      const why = state?.error ?? 'nothing is known of it';
      throw new LabError(
        'not-ready',
        `${router.name}: ${why}`,
        `See: anycast-lab logs ${router.name} --lab ${lab.name}`,
      );
    }
    const missing = prefixes.filter(({ prefix }) => !state.originates.includes(prefix)).map((p) => p.prefix);
    if (missing.length > 0) {
      throw new LabError(
        'usage',
        `${router.name} is away as it is: it does not announce ${missing.join(', ')}`,
        `Bring it back first: anycast-lab restore ${router.name} --lab ${lab.name}`,
      );
    }
    return state.version;
  } finally {
    await agent.close();
  }
}
