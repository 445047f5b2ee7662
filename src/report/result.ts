/** What reports are made from. Everything in it that is a figure can be computed again from the samples it holds. */
import type { ScenarioOutcome, TestOutcome } from '../scenario/outcome.ts';

/** A run of a scenario. */
export type ScenarioResult = ScenarioOutcome;

/** What was done with one lab. Of `test`, `failover` and `faults --measure` alike; what asserts nothing has no checks. */
export type LabResult = TestOutcome;

/** One result: several files tested at once, or one lab with several timers, are several labs. */
export interface Result {
  readonly labs: readonly LabResult[];
}
