/** One run of one scenario on a lab that is up and whole. */
import type { Engine } from '../engine/connect.ts';
import { keepForensics } from '../measure/forensics/kept.ts';
import type { RecordedRun } from '../measure/run.ts';
import { expectedAnswers } from '../plan/expected-answers.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { holdsConnections } from '../scenario/evaluate-connections.ts';
import { evaluateRun } from '../scenario/evaluate-run.ts';
import { INTERRUPTED, type ScenarioOutcome } from '../scenario/outcome.ts';
import type { Scenario } from '../topology/scenario.ts';
import { type Experiment, startExperiment } from './experiment.ts';
import { openLab } from './find-lab.ts';
import type { OnProgress } from './progress.ts';
import { withForensics } from './with-forensics.ts';

export interface RunScenarioOptions {
  /** From 1. */
  readonly repeat: number;
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** Capture every link, and follow each lost query. */
  readonly forensics: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * Takes a scenario's steps one by one while every client is watched, undoes what they left in force, and compares what was
 * seen with what was expected. What goes wrong is part of the outcome: it never throws.
 */
export async function runScenario(
  engine: Engine,
  labName: string,
  scenario: Scenario,
  options: RunScenarioOptions,
): Promise<ScenarioOutcome> {
  const started = performance.now();
  const outcome = (
    rest: Pick<ScenarioOutcome, 'run' | 'checks' | 'problem' | 'forensics'>,
  ): ScenarioOutcome => ({
    name: scenario.name,
    repeat: options.repeat,
    steps: scenario.steps,
    ...rest,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    const lab = await openLab(engine, labName);
    const { interval, signal, onProgress } = options;
    const tcp = holdsConnections(scenario);
    const { taken, forensics } = await withForensics(engine, lab, options.forensics, async () =>
      takeSteps(
        await startExperiment(engine, lab, { interval, tcp, signal, onProgress }),
        scenario,
        lab.plan,
      ),
    );
    const { run } = taken;
    const unknown = forensics instanceof Error ? [describeProblem(forensics, signal)] : [];
    const problems = [...(taken.problem === null ? [] : [taken.problem]), ...unknown];
    return outcome({
      run,
      // A step that broke off half-way is on record, but says nothing of its expectations.
      checks: evaluateRun(lab.plan, { ...scenario, steps: scenario.steps.slice(0, taken.steps) }, run),
      problem: problems.length === 0 ? null : [...new Set(problems)].join('\n'),
      ...(forensics === null || forensics instanceof Error ? {} : { forensics: keepForensics(forensics) }),
    });
  } catch (error) {
    return outcome({ run: null, checks: [], problem: describeProblem(error, options.signal) });
  }

  async function takeSteps(
    experiment: Experiment,
    { steps }: Scenario,
    { services }: LabPlan,
  ): Promise<{ readonly run: RecordedRun; readonly steps: number; readonly problem: string | null }> {
    let taken = 0;
    let problem: string | null = null;
    try {
      for (const step of steps) {
        if (step.action === 'fault')
          await experiment.apply(step.fault, expectedAnswers(step.expect.catchment, services));
        else await experiment.restore(step.target);
        taken += 1;
      }
    } catch (error) {
      problem = describeProblem(error, options.signal);
    }
    const { run, left } = await experiment.finish();
    return { run, steps: taken, problem: problem ?? left };
  }
}

/** What went wrong, in words that a report can have. */
export function describeProblem(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return INTERRUPTED;
  if (!(error instanceof Error)) return String(error);
  const hint = 'hint' in error && typeof error.hint === 'string' ? `\n${error.hint}` : '';
  return `${error.message}${hint}`;
}
