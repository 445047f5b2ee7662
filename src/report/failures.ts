/** What did not go well: what reports for people begin with. */
import type { Check } from '../scenario/outcome.ts';
import type { LabView, RunView } from './view.ts';
import { discardedText, forensicsInvalidityText, invalidityText, runName, stepName } from './words.ts';

export interface Failure {
  /** `catchment`, before any scenario, or `lose-fra, run 2, step 1: withdraw fra`. */
  readonly where: string;
  readonly check: Check;
}

/** The expectations that did not hold, in the order in which they were checked. */
export function failuresOf({ lab, scenarios }: LabView): readonly Failure[] {
  const checked = scenarios.flatMap(({ runs }) =>
    runs.flatMap((view) =>
      view.outcome.checks.map((check) => ({ where: whereOf(view, check, runs.length > 1), check })),
    ),
  );
  const catchment = lab.catchment.checks.map((check) => ({ where: 'catchment', check }));
  return [...catchment, ...checked].filter(({ check }) => !check.held);
}

function whereOf({ outcome, run }: RunView, { step }: Check, several: boolean): string {
  const name = runName(outcome, several);
  if (step === null) return name;
  const done = run?.steps[step];
  return `${name}, step ${step + 1}${done === undefined ? '' : `: ${stepName(done)}`}`;
}

/** What kept the lab, or a run, from having a result, or makes one not to be believed: a sentence each. */
export function troublesOf({ lab, scenarios }: LabView): readonly string[] {
  return [
    ...(lab.problem === null ? [] : [lab.problem]),
    ...(lab.interrupted ? ['It was interrupted; what had been found by then is here.'] : []),
    ...scenarios.flatMap(({ runs }) => runs.flatMap((view) => runTroubles(view, runs.length > 1))),
  ];
}

function runTroubles({ outcome, run }: RunView, several: boolean): readonly string[] {
  const name = runName(outcome, several);
  return [
    ...(outcome.problem === null ? [] : [`${name}: ${outcome.problem}`]),
    ...(run?.invalid ?? []).map((invalid) => `${name} is invalid: ${invalidityText(invalid)}.`),
    ...(outcome.forensics?.invalid ?? []).map(
      (invalid) => `INVALID: what ${name} says of lost queries: ${forensicsInvalidityText(invalid)}.`,
    ),
  ];
}

/** Which runs were thrown away and measured again: no trouble any more, but to be known. A sentence each. */
export function discardedOf({ scenarios }: LabView): readonly string[] {
  return scenarios.flatMap(({ runs }) =>
    runs.flatMap(({ outcome }) =>
      (outcome.discarded ?? []).map(
        (reasons) => `${runName(outcome, runs.length > 1)}: ${discardedText(reasons)}.`,
      ),
    ),
  );
}
