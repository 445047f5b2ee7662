/** A run with every link captured meanwhile, and what became of the queries that it lost. */
import type { Engine } from '../engine/connect.ts';
import { type CapturedPackets, type Forensics, investigate } from '../measure/forensics/forensics.ts';
import { collectEvidence } from '../measure/forensics/sightings.ts';
import { isLost } from '../measure/outage.ts';
import type { RecordedRun } from '../measure/run.ts';
import { type LinkCapture, startCapture } from './capture-links.ts';
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
    const packets = await stopWithLosses(capture, lab, run);
    const health = await readHealthChanges(engine, lab);
    return { taken, forensics: investigate(lab.plan, run, packets, health) };
  } catch (error) {
    return { taken, forensics: error instanceof Error ? error : new Error(String(error)) };
  }
}

/**
 * Ends a capture, and takes from it what concerns a run's lost queries.
 * @throws EngineError where it had ended before, or cannot be read
 */
export async function stopWithLosses(
  capture: LinkCapture,
  { plan }: Lab,
  { record }: RecordedRun,
): Promise<CapturedPackets> {
  const lost = record.series.flatMap(({ samples }) => samples.filter(isLost));
  const { collected, ...packets } = await capture.stop((context) =>
    collectEvidence({ plan, lost, ...context }),
  );
  return { evidence: collected, ...packets };
}
