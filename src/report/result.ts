/** What reports are made from. Everything in it that is a figure can be computed again from the samples it holds. */
import type { ScenarioOutcome, TestOutcome } from '../scenario/outcome.ts';

/** One line of a merged timeline of a run: what happened at a node, in µs of CLOCK_MONOTONIC. */
export interface TimelineEntry {
  readonly at: number;
  readonly kind: 'fault' | 'restore' | 'bgp' | 'fib' | 'loss' | 'health';
  readonly node: string;
  readonly text: string;
}

/** A run of a scenario and, where it was looked into link by link, its timeline. */
export interface ScenarioResult extends ScenarioOutcome {
  readonly timeline?: readonly TimelineEntry[];
}

/** What was done with one lab. Of `test`, `failover` and `faults --measure` alike; what asserts nothing has no checks. */
export interface LabResult extends TestOutcome {
  readonly scenarios: readonly ScenarioResult[];
}

/** One result: several files tested at once, or one lab with several timers, are several labs. */
export interface Result {
  readonly labs: readonly LabResult[];
}
