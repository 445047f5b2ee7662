/** A lab under observation, and what can be done to it meanwhile: faults, and their undoing. */
import type { RecordedRun, RunStep } from '../measure/run.ts';
import type { QuerySample } from '../measure/samples.ts';
import type { FaultSpec } from '../topology/topology.ts';
import type { OnProgress } from './progress.ts';

export interface ExperimentOptions {
  /** Between two queries of a client to one address, in ms. */
  readonly interval: number;
  /** The longest that clients are given to settle after each step, in s; absent: by the lab's timers. */
  readonly patience?: number;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Called for every query as soon as its fate is known. */
  readonly onSample?: (sample: QuerySample) => void;
}

export interface Experiment {
  /**
   * Applies a fault, and waits until every client has settled, or patience ends.
   * @throws LabError `usage` where there is no such target, or the fault is in force already
   */
  apply(fault: FaultSpec): Promise<RunStep>;
  /** Undoes what is in force at a site or link, or all there is, and waits until every client has settled. */
  restore(target: string | null): Promise<RunStep>;
  /** Ends the observation, and undoes what is still in force; to be called whatever happened before. */
  finish(): Promise<RecordedRun>;
}
