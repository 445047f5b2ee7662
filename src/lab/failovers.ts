/** A failover measured once or several times, and all of it as one result. */
import type { Engine } from '../engine/connect.ts';
import { readContainerFile } from '../engine/exec.ts';
import { keepForensics } from '../measure/forensics/kept.ts';
import { measureLoad, type StepLoad } from '../measure/load.ts';
import { sendingOf } from '../measure/outage.ts';
import { measureRepeats, type StepSpread } from '../measure/repeats.ts';
import type { RecordedRun } from '../measure/run.ts';
import { measureRun } from '../measure/run-figures.ts';
import { hashPlan } from '../plan/hash-plan.ts';
import type { Result, ScenarioResult } from '../report/result.ts';
import { type FailoverOptions, failover, type MeasuredFailover } from './failover.ts';
import { type Lab, openLab, TOPOLOGY_FILE } from './find-lab.ts';
import { returnToKnownState } from './known-state.ts';
import { readTestEnvironment } from './test-environment.ts';

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
}

/**
 * Measures a failover so many times, each from a known state.
 * @throws as `failover` does
 */
export async function failovers(
  engine: Engine,
  options: FailoverOptions,
  repeat: number,
): Promise<Failovers> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const lab = await openLab(engine, options.lab);
  const measured: MeasuredFailover[] = [];
  for (let turn = 1; turn <= repeat; turn++) {
    if (turn > 1) {
      options.onProgress({ kind: 'note', text: `run ${turn} of ${repeat}` });
      await returnToKnownState(engine, lab.name, { timeout: REST, signal: options.signal });
    }
    measured.push(await failover(engine, { ...options, lab: lab.name }));
  }
  const figures = measured.map(({ run }) => measureRun(lab.plan, run));
  return {
    lab,
    measured,
    load: measured.map(({ run }, index) => measureLoad(run, figures[index] ?? [])),
    spread: measureRepeats(figures.filter((_, index) => measured[index]?.run.invalid.length === 0)),
    startedAt,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The same as what reports are made from; the lab must still be up. */
export async function toResult(engine: Engine, done: Failovers): Promise<Result> {
  const { lab, measured, startedAt, seconds } = done;
  const source = await readContainerFile(engine, lab.fabric.id, 'the fabric', `/lab/${TOPOLOGY_FILE}`);
  const plan = { ...lab.plan, name: lab.plan.topology };
  return {
    labs: [
      {
        topology: { file: lab.plan.topology, name: lab.plan.topology, source, hash: hashPlan(plan) },
        scenarioFile: null,
        plan: lab.plan,
        environment: await readTestEnvironment(engine, lab),
        startedAt,
        durations: { up: 0, down: 0, total: seconds },
        catchment: { entries: [], checks: [] },
        scenarios: measured.map((each, index) => toScenario(each, index + 1)),
        notes: [],
        interrupted: false,
        problem: null,
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
