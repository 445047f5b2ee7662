/** A run with every link captured meanwhile, and what became of the queries that it lost. */
import type { Engine } from '../engine/connect.ts';
import { type Forensics, investigate } from '../measure/forensics/forensics.ts';
import type { RecordedRun } from '../measure/run.ts';
import { startCapture } from './capture-links.ts';
import type { Lab } from './find-lab.ts';
import { readHealthChanges } from './health-changes.ts';

export interface Followed<T> {
  /** What conducting the run came to. */
  readonly taken: T;
  /** Null: it was not asked for; an Error: the run is there, and this could not be found out. */
  readonly forensics: Forensics | Error | null;
}

/**
 * Conducts a run; where forensics are wanted, from before its first query until after its last with every link captured.
 * @throws as `conduct` does, and EngineError where the capture cannot be started
 */
export async function withForensics<T extends { readonly run: RecordedRun }>(
  engine: Engine,
  lab: Lab,
  wanted: boolean,
  conduct: () => Promise<T>,
): Promise<Followed<T>> {
  if (!wanted) return { taken: await conduct(), forensics: null };
  const capture = await startCapture(engine, lab);
  let taken: T;
  try {
    taken = await conduct();
  } catch (error) {
    await capture.abandon();
    throw error;
  }
  const { run } = taken;
  try {
    const packets = await capture.stop(run.record);
    const health = await readHealthChanges(engine, lab);
    return { taken, forensics: investigate(lab.plan, run, packets, health) };
  } catch (error) {
    return { taken, forensics: error instanceof Error ? error : new Error(String(error)) };
  }
}
