/** One scenario for each kind of fault at one target: what a comparison of faults is made of. */
import { FAULTS } from '../faults/catalogue.ts';
import type { Scenario, StepExpectations } from '../topology/scenario.ts';
import type { FaultKind } from '../topology/topology.ts';

/** It asserts nothing. */
const NOTHING: StepExpectations = { catchment: {}, bounds: {}, othersUnaffected: false };

/** The fault and, unless it passes by itself, its undoing. */
export function faultScenario(kind: FaultKind, target: string): Scenario {
  const fault = { action: 'fault', fault: { kind, target }, expect: NOTHING } as const;
  const restore = { action: 'restore', target, expect: NOTHING } as const;
  return { name: kind, steps: FAULTS[kind].passes ? [fault] : [fault, restore] };
}
