import { parseBound } from './bound.ts';
import { resolveCatchment } from './resolve-catchment.ts';
import type { Bound, BoundedFigure, Scenario, ScenarioStep, StepExpectations } from './scenario.ts';
import type { DraftOption, DraftScenario, DraftStep } from './scenario-draft.ts';
import type { FaultKind, FaultSpec } from './topology.ts';

/** The scenarios of a draft in which the rules found no mistake. */
export function resolveScenarios(drafts: readonly DraftScenario[]): readonly Scenario[] {
  return drafts.map(({ text: name, steps }) => ({ name, steps: steps.map(resolveStep) }));
}

function resolveStep(step: DraftStep): ScenarioStep {
  const expect = resolveExpectations(step);
  if (step.fault === undefined) return { action: 'restore', target: step.restore?.text || null, expect };
  const fault: FaultSpec = {
    kind: step.fault.text as FaultKind,
    target: step.target?.text ?? '',
    ...optionsOf(step.options),
  };
  return { action: 'fault', fault, expect };
}

/** The schema has seen to it that each has a value of its own type. */
function optionsOf(options: readonly DraftOption[]): Partial<FaultSpec> {
  return Object.fromEntries(options.map(({ key, value }) => [key, value]));
}

function resolveExpectations(step: DraftStep): StepExpectations {
  const bounds: Partial<Record<BoundedFigure, Bound>> = {};
  for (const { figure, text } of step.bounds) {
    const parsed = parseBound(text, figure);
    if ('bound' in parsed) bounds[figure] = parsed.bound;
  }
  return {
    catchment: resolveCatchment(step.catchment),
    bounds,
    ...(step.clients === undefined ? {} : { clients: step.clients.map(({ text }) => text) }),
    othersUnaffected: step.others !== undefined,
  };
}
