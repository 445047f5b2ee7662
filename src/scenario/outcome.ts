/** What a test of a topology found: all that reports are made from, and all that is needed to recompute its figures. */
import type { CatchmentEntry } from '../measure/catchment.ts';
import type { KeptForensics } from '../measure/forensics/kept.ts';
import type { RecordedRun } from '../measure/run.ts';
import type { Invalidity } from '../measure/validity.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { LinkCondition } from '../plan/link-condition.ts';
import type { BoundedFigure, ScenarioStep } from '../topology/scenario.ts';
import type { Family } from '../topology/topology.ts';

/** What an expectation is about: where a client is answered from, a figure with a bound, or that others are left alone. */
export type CheckKind = 'catchment' | BoundedFigure | 'others';

/** One expectation for one client, service and IP version, and whether it held. */
export interface Check {
  /** Null: the catchments, before any scenario. */
  readonly scenario: string | null;
  /** From 0; null as `scenario`. */
  readonly step: number | null;
  readonly what: CheckKind;
  /** Null where the expectation is about all clients that the step concerns, or found none that it could be about. */
  readonly client: string | null;
  readonly service: string | null;
  readonly family: Family | null;
  /** `fra`, `< 500ms`. */
  readonly expected: string;
  /** `nyc`, `712 ms`. */
  readonly seen: string;
  readonly held: boolean;
  /** What it can be told from, a sentence each: which sites answered in turn, when the queries of a gap were sent ... */
  readonly evidence: readonly string[];
}

/** One run of one scenario. */
export interface ScenarioOutcome {
  readonly name: string;
  /** From 1: which of its repetitions this is. */
  readonly repeat: number;
  /** As the author wrote them. */
  readonly steps: readonly ScenarioStep[];
  /** Null: it did not come to a run, and `problem` says why. */
  readonly run: RecordedRun | null;
  /** Empty where the run is null, or its figures are not to be believed (`run.invalid`). */
  readonly checks: readonly Check[];
  /** What kept it from being run to its end, `INTERRUPTED` say; null: nothing did. */
  readonly problem: string | null;
  /** What became of each lost query; absent: that was not asked for, or could not be found out. */
  readonly forensics?: KeptForensics;
  /** Of each run that was invalid and thrown away before this one: why; absent where none was. */
  readonly discarded?: readonly (readonly Invalidity[])[];
  /** Seconds, the way back to a known state included. */
  readonly seconds: number;
}

/** What figures depend on besides the topology. */
export interface TestEnvironment {
  /** Version of anycast-lab. */
  readonly tool: string;
  readonly engine: { readonly name: string; readonly version: string };
  readonly kernel: string;
  readonly cpus: number;
  /** The tag of each image that the lab's nodes run, by kind; the tag ends in the hash of what it is made from. */
  readonly images: Readonly<Record<string, string>>;
  /** Version of FRR; null: the lab never came up. */
  readonly frr: string | null;
  /** What each kind of DNS server says of its version. */
  readonly servers: Readonly<Record<string, string>>;
  /** Links that are, or by the topology should be, more than cables; absent where there are none. */
  readonly links?: readonly LinkCondition[];
}

export interface TestOutcome {
  readonly topology: {
    readonly file: string;
    readonly name: string;
    /** The YAML. */
    readonly source: string;
    /** Of the plan under the topology's own name: the same for every run of one topology. */
    readonly hash: string;
  };
  /** The file beside the topology that the scenarios come from; null: the topology's own. */
  readonly scenarioFile: { readonly file: string; readonly source: string } | null;
  /** With the name of the lab that was made for the test. */
  readonly plan: LabPlan;
  /** Null: the engine could not be asked. */
  readonly environment: TestEnvironment | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Seconds; `up` and `down` are 0 where it did not come to them. */
  readonly durations: { readonly up: number; readonly down: number; readonly total: number };
  readonly catchment: {
    readonly entries: readonly CatchmentEntry[];
    readonly checks: readonly Check[];
  };
  readonly scenarios: readonly ScenarioOutcome[];
  /** What the reader should know of the topology: that its catchments depend on the order of arrival, say. */
  readonly notes: readonly string[];
  /** Whether the user stopped it. What had been found by then is here. */
  readonly interrupted: boolean;
  /** What kept the whole test from being carried out, a failed `up` say; null: nothing did. */
  readonly problem: string | null;
  /** The lab, where it was left up; null: it is gone. */
  readonly kept: string | null;
}

/**
 * `held`: every expectation held. `failed`: one did not. `broken`: the environment failed, or the run's figures are not
 * to be believed, so that nothing can be said. `interrupted`: the user stopped it.
 */
export type Verdict = 'held' | 'failed' | 'broken' | 'interrupted';

/** Whether a run or a test came to a judgement of the lab. */
export function isJudged(verdict: Verdict): boolean {
  return verdict === 'held' || verdict === 'failed';
}

/** What a run has for a problem where the user stopped it. */
export const INTERRUPTED = 'interrupted';

/**
 * What one run of a scenario came to. A run that is invalid neither held nor failed; of one that broke off later, an expectation
 * that had failed by then counts for more.
 */
export function scenarioVerdict({ problem, run, checks }: ScenarioOutcome): Verdict {
  const believed = run !== null && run.invalid.length === 0;
  if (believed && checks.some((check) => !check.held)) return 'failed';
  if (problem === INTERRUPTED) return 'interrupted';
  return believed && problem === null ? 'held' : 'broken';
}

/** What a whole test came to: an expectation that failed counts for more than an environment that did. */
export function testVerdict(outcome: TestOutcome): Verdict {
  if (outcome.interrupted) return 'interrupted';
  const verdicts = outcome.scenarios.map(scenarioVerdict);
  if (outcome.catchment.checks.some((check) => !check.held) || verdicts.includes('failed')) return 'failed';
  return outcome.problem === null && verdicts.every((verdict) => verdict === 'held') ? 'held' : 'broken';
}
