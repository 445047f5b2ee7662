/** A failover measured once or several times, and all of it as one result. */
import type { Engine } from '../engine/connect.ts';
import { readContainerFile } from '../engine/container-files.ts';
import { keepForensics } from '../measure/forensics/kept.ts';
import { measureLoad, type StepLoad } from '../measure/load.ts';
import { sendingOf } from '../measure/outage.ts';
import { measureRepeats, type StepSpread } from '../measure/repeats.ts';
import type { RecordedRun } from '../measure/run.ts';
import { measureRun } from '../measure/run-figures.ts';
import { hashPlan } from '../plan/hash-plan.ts';
import type { LabResult, Result, ScenarioResult } from '../report/result.ts';
import { type FailoverOptions, failover, type MeasuredFailover } from './failover.ts';
import { type Lab, openLab, TOPOLOGY_FILE } from './find-lab.ts';
import { returnToKnownState } from './known-state.ts';
import { describeProblem } from './run-scenario.ts';
import { readTestEnvironment } from './test-environment.ts';
import { takeTurns } from './turns.ts';

/** How long a lab may take to come to rest between two runs, in s. */
const REST = 120;

export interface Failovers {
  readonly lab: Lab;
  readonly measured: readonly MeasuredFailover[];
  /** What each step cost the lab as a whole, for each run. */
  readonly load: readonly (readonly StepLoad[])[];
  /** Over all valid runs. */
  readonly spread: readonly StepSpread[];
  /** When it began (ISO 8601), and how long it took in s. */
  readonly startedAt: string;
  readonly seconds: number;
  /** What kept it from being measured as often as was asked for; null: nothing did. */
  readonly problem: string | null;
  /** Whether that was the user. */
  readonly interrupted: boolean;
}

/** What a result says of the lab besides what was measured in it. */
export type MeasuredLab = Pick<LabResult, 'topology' | 'environment'>;

/**
 * Measures a failover so many times, each from a known state. What was measured before a run failed, or the user stopped
 * it, is kept.
 * @throws as `failover` does, where the first run fails
 */
export async function failovers(
  engine: Engine,
  options: FailoverOptions,
  repeat: number,
): Promise<Failovers> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const lab = await openLab(engine, options.lab);
  const { done: measured, failure } = await takeTurns(repeat, async (turn) => {
    if (turn > 1) {
      options.signal.throwIfAborted();
      options.onProgress({ kind: 'note', text: `run ${turn} of ${repeat}` });
      await returnToKnownState(engine, lab.name, { timeout: REST, signal: options.signal });
    }
    return failover(engine, { ...options, lab: lab.name });
  });
  const figures = measured.map(({ run }) => measureRun(lab.plan, run));
  return {
    lab,
    measured,
    load: measured.map(({ run }, index) => measureLoad(run, figures[index] ?? [])),
    spread: measureRepeats(figures.filter((_, index) => measured[index]?.run.invalid.length === 0)),
    startedAt,
    seconds: (performance.now() - started) / 1000,
    problem:
      failure === null
        ? null
        : `run ${failure.turn} of ${repeat}: ${describeProblem(failure.error, options.signal)}`,
    interrupted: options.signal.aborted,
  };
}

/** Asks a lab what a result will say of it; to be done first, as the lab may be gone when all has been measured. */
export async function describeLab(engine: Engine, name: string | undefined): Promise<MeasuredLab> {
  const lab = await openLab(engine, name);
  const source = await readContainerFile(engine, lab.fabric.id, 'the fabric', `/lab/${TOPOLOGY_FILE}`);
  const { topology } = lab.plan;
  const hash = hashPlan({ ...lab.plan, name: topology });
  return {
    topology: { file: topology, name: topology, source, hash },
    environment: await readTestEnvironment(engine, lab),
  };
}

/** The same as what reports are made from. */
export function toResult(done: Failovers, described: MeasuredLab): Result {
  const { lab, measured, startedAt, seconds, problem, interrupted } = done;
  return {
    labs: [
      {
        ...described,
        scenarioFile: null,
        plan: lab.plan,
        startedAt,
        durations: { up: 0, down: 0, total: seconds },
        catchment: { entries: [], checks: [] },
        scenarios: measured.map((each, index) => toScenario(each, index + 1)),
        notes: [],
        ...{ interrupted, problem },
        kept: lab.name,
      },
    ],
  };
}

function toScenario({ run, result, forensics }: MeasuredFailover, repeat: number): ScenarioResult {
  const expect = { catchment: {}, bounds: {}, othersUnaffected: false };
  const { fault } = result;
  return {
    name: `${fault.kind} ${fault.target}`,
    repeat,
    steps: run.steps.map(({ action, target }) =>
      action === 'fault' ? { action, fault, expect } : { action, target, expect },
    ),
    run,
    checks: [],
    problem: null,
    seconds: secondsOf(run),
    ...(forensics === null ? {} : { forensics: keepForensics(forensics) }),
  };
}

/** For how long a run's clients were watched, in s. */
function secondsOf({ record }: RecordedRun): number {
  const { first, last } = sendingOf(record.series);
  return Math.max(0, last - first) / 1e6;
}
