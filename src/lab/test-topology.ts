/** Testing one topology: a lab of its own, its catchments, its scenarios, and the lab gone again. */
import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';
import { hashPlan } from '../plan/hash-plan.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { evaluateCatchment } from '../scenario/evaluate-catchment.ts';
import type { ScenarioOutcome, TestEnvironment, TestOutcome } from '../scenario/outcome.ts';
import type { Scenario } from '../topology/scenario.ts';
import { removeContainers } from './down.ts';
import { openLab } from './find-lab.ts';
import { returnToKnownState } from './known-state.ts';
import { probe } from './probe.ts';
import type { OnProgress } from './progress.ts';
import { describeProblem, runScenario } from './run-scenario.ts';
import { readTestEnvironment } from './test-environment.ts';
import { up } from './up.ts';
import { runUntilValid } from './valid-run.ts';

/** A topology to be tested, and the lab that it will be tested in. */
export interface TestSubject {
  readonly file: string;
  /** The YAML of the topology. */
  readonly source: string;
  readonly scenarioFile: { readonly file: string; readonly source: string } | null;
  /** Under the topology's own name: what its hash is taken of. */
  readonly plan: LabPlan;
  /** The same under the name of the test's lab. */
  readonly labPlan: LabPlan;
  /** Those that are to be run. */
  readonly scenarios: readonly Scenario[];
  readonly notes: readonly string[];
}

export interface TestOptions {
  /** How often each scenario is run. */
  readonly repeat: number;
  /** Leave the lab up. */
  readonly keep: boolean;
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** Capture every link during each run, and follow each lost query. */
  readonly forensics: boolean;
  /** Seconds for coming up, and for coming back to rest between scenarios. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** What a test finds, piece by piece, so that what was found before something went wrong is not lost. */
interface Findings {
  environment: TestEnvironment | null;
  catchment: TestOutcome['catchment'];
  readonly scenarios: ScenarioOutcome[];
  up: number;
}

/**
 * Tests a topology. Whatever goes wrong is part of the outcome; it never throws. The lab is removed at the end, however it
 * came to that, unless it is to be kept.
 */
export async function testTopology(
  connect: () => Promise<Engine>,
  subject: TestSubject,
  options: TestOptions,
): Promise<TestOutcome> {
  const startedAt = new Date().toISOString();
  const clock = stopwatch();
  const found: Findings = {
    environment: null,
    catchment: { entries: [], checks: [] },
    scenarios: [],
    up: 0,
  };
  const problems: string[] = [];
  const note = (error: unknown): void => {
    problems.push(describeProblem(error, options.signal));
  };
  let kept: string | null = null;
  let down = 0;
  try {
    const engine = await connect();
    try {
      await carryOut(engine, subject, options, found);
    } catch (error) {
      note(error);
    }
    const removal = stopwatch();
    kept = await endLab(engine, subject.labPlan.name, options).catch((error: unknown) => {
      note(error);
      return subject.labPlan.name;
    });
    down = removal();
  } catch (error) {
    note(error);
  }
  const { file, source, scenarioFile, plan, labPlan, notes } = subject;
  const { environment, catchment, scenarios } = found;
  return {
    topology: { file, name: plan.topology, source, hash: hashPlan(plan) },
    ...{ scenarioFile, plan: labPlan, environment, startedAt },
    durations: { up: found.up, down, total: clock() },
    ...{ catchment, scenarios, notes, kept },
    interrupted: options.signal.aborted,
    problem: problems.length === 0 ? null : problems.join('\n'),
  };
}

async function carryOut(
  engine: Engine,
  { file, source, labPlan, scenarios }: TestSubject,
  options: TestOptions,
  found: Findings,
): Promise<void> {
  const { keep, timeout, signal, onProgress, interval, forensics } = options;
  found.environment = await readTestEnvironment(engine, undefined);
  const clock = stopwatch();
  try {
    await up(engine, labPlan, {
      ...{ file, source, timeout, keep, signal, onProgress },
      ...{ reconfigure: false, ignoreImpairments: false },
    });
  } finally {
    found.up = clock();
  }
  found.environment = await readTestEnvironment(engine, await openLab(engine, labPlan.name));
  if (labPlan.nodes.some((node) => node.role === 'client')) {
    const { entries } = await probe(engine, labPlan.name);
    found.catchment = { entries, checks: evaluateCatchment(labPlan, entries) };
  }
  const runs = scenarios.flatMap((scenario) =>
    Array.from({ length: options.repeat }, (_, index) => ({ scenario, repeat: index + 1 })),
  );
  const knownState = (): Promise<void> => {
    signal.throwIfAborted();
    return returnToKnownState(engine, labPlan.name, { timeout, signal });
  };
  for (const [index, { scenario, repeat }] of runs.entries()) {
    signal.throwIfAborted();
    // `up` has left it as it should be; a scenario may have left anything.
    if (index > 0) await knownState();
    const which = `${labPlan.topology}: ${scenario.name}, run ${repeat} of ${options.repeat}`;
    onProgress({ kind: 'note', text: which });
    const outcome = await runUntilValid(
      () => runScenario(engine, labPlan.name, scenario, { repeat, interval, forensics, signal, onProgress }),
      () => {
        onProgress({ kind: 'note', text: `${which}: the machine was too busy for it; once more` });
        return knownState();
      },
    );
    found.scenarios.push(outcome);
  }
}

/** Removes what there is of the lab. Returns its name where there is something, and it is to be kept. */
async function endLab(
  engine: Engine,
  name: string,
  { keep, onProgress }: Pick<TestOptions, 'keep' | 'onProgress'>,
): Promise<string | null> {
  const containers = await listContainers(engine, name);
  if (containers.length === 0) return null;
  if (keep) return name;
  await removeContainers(engine, containers, onProgress);
  return null;
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}
