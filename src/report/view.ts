/** A result with its figures computed, repeats of one scenario together: what every report is written from. */
import { measureLoad, type StepLoad } from '../measure/load.ts';
import { measureRepeats, type StepSpread } from '../measure/repeats.ts';
import type { RecordedRun } from '../measure/run.ts';
import { measureRun, type StepFigures } from '../measure/run-figures.ts';
import { type HeldConnections, measureHeld } from '../measure/tcp/held-connections.ts';
import { type HeldSpread, measureHeldRepeats } from '../measure/tcp/held-repeats.ts';
import { measureUsers, type UserFigures } from '../measure/users.ts';
import { scenarioVerdict, type Verdict } from '../scenario/outcome.ts';
import type { LabResult, Result, ScenarioResult } from './result.ts';
import { timersName } from './words.ts';

export interface RunView {
  readonly outcome: ScenarioResult;
  readonly verdict: Verdict;
  /** Null: the scenario did not come to a run. */
  readonly run: RecordedRun | null;
  readonly figures: readonly StepFigures[];
  readonly loads: readonly StepLoad[];
  /** For each step; empty lists where no client has a resolver. */
  readonly users: readonly (readonly UserFigures[])[];
  /** Null: no connection was held. */
  readonly held: HeldConnections | null;
}

export interface ScenarioView {
  readonly name: string;
  readonly verdict: Verdict;
  readonly runs: readonly RunView[];
  /** Over the runs whose figures stand; empty below two of them. */
  readonly spreads: readonly StepSpread[];
  /** Of TCP connections, for each step; empty as `spreads`, and where none were held. */
  readonly heldSpreads: readonly (readonly HeldSpread[])[];
}

export interface LabView {
  /** The topology's name, and what tells the lab from others of that name. */
  readonly title: string;
  readonly lab: LabResult;
  readonly scenarios: readonly ScenarioView[];
}

/** Computes all figures of a result. */
export function viewResult(result: Result): readonly LabView[] {
  return result.labs.map((lab) => ({ title: labTitle(lab, result), lab, scenarios: scenariosOf(lab) }));
}

/** A name for a lab that no other lab of the result has: with its timers, or else its file, where that is needed. */
export function labTitle(lab: LabResult, { labs }: Result): string {
  const { name, file } = lab.topology;
  const timers = `${name}, ${timersName(lab.plan.timers)}`;
  const namesakes = labs.filter((other) => other.topology.name === name);
  if (namesakes.length === 1) return name;
  const same = namesakes.filter((other) => timersName(other.plan.timers) === timersName(lab.plan.timers));
  if (same.length === 1) return timers;
  return `${timers}, ${file} (${labs.indexOf(lab) + 1})`;
}

function scenariosOf(lab: LabResult): readonly ScenarioView[] {
  const names = [...new Set(lab.scenarios.map(({ name }) => name))];
  return names.map((name) => {
    const runs = lab.scenarios.filter((each) => each.name === name).map((each) => viewRun(lab, each));
    const valid = runs.filter(({ run }) => run !== null && run.invalid.length === 0);
    return {
      name,
      verdict: worst(runs.map(({ verdict }) => verdict)),
      runs,
      spreads: valid.length > 1 ? measureRepeats(valid.map(({ figures }) => figures)) : [],
      heldSpreads: valid.length > 1 ? measureHeldRepeats(valid.map(({ held }) => held)) : [],
    };
  });
}

function viewRun(lab: LabResult, outcome: ScenarioResult): RunView {
  const { run } = outcome;
  const figures = run === null ? [] : measureRun(lab.plan, run);
  const loads = run === null ? [] : measureLoad(run, figures);
  const users = run === null ? [] : measureUsers(lab.plan, run);
  const held = run === null ? null : measureHeld(lab.plan, run);
  return { outcome, verdict: scenarioVerdict(outcome), run, figures, loads, users, held };
}

/** As for a whole test: an expectation that failed counts for more than an environment that did. */
function worst(verdicts: readonly Verdict[]): Verdict {
  return (
    (['failed', 'broken', 'interrupted'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'held'
  );
}
