/** A lab under observation while things are done to it: what was done when, and all that was seen. */
import type { FaultKind } from '../topology/topology.ts';
import type { ChangeInstant, RunRecord } from './failover.ts';
import type { Unsettled } from './unsettled.ts';
import type { Invalidity } from './validity.ts';

/** One change that was made to the lab. */
export interface RunStep {
  readonly action: 'fault' | 'restore';
  /** What was done, or undone. */
  readonly kind: FaultKind;
  /** The site or link that it was done to; null: a restore of everything that was in force. */
  readonly target: string | null;
  /** The site that is away from here on, or back; null where the fault is not one site's, and where everything is back. */
  readonly site: string | null;
  /** One for each prefix that it was about, each with the instant at which it took effect. */
  readonly instants: readonly ChangeInstant[];
  /** Whether every client had settled before the next step, or the end. */
  readonly settled: boolean;
  /** Those that had not; absent where all had, and from runs recorded without it. */
  readonly unsettled?: readonly Unsettled[];
}

/** A whole run: the same samples, figures and reports can be made from it again at any time. */
export interface RecordedRun {
  /** Between two queries of a client to one address, in ms: the resolution of every figure that comes from queries. */
  readonly interval: number;
  /** What takes longer counts as lost, in ms. */
  readonly timeout: number;
  /** For how long clients were given to settle after each step, in s. */
  readonly patience: number;
  readonly steps: readonly RunStep[];
  readonly record: RunRecord;
  /** Reasons not to believe the figures; empty: they stand. */
  readonly invalid: readonly Invalidity[];
}
