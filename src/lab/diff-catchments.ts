/** The catchments of a lab beside those of another, or those of an earlier day. */
import type { Engine } from '../engine/connect.ts';
import { type Answered, type CatchmentDifference, compareCatchments } from '../measure/catchment-moves.ts';
import { openLab } from './find-lab.ts';
import { probeLab } from './probe.ts';

/** What a lab is compared with: a catchment that was saved, under the name of its file; or another lab, by its name. */
export type Base =
  | { readonly name: string; readonly entries: readonly Answered[] }
  | { readonly name: string; readonly entries?: undefined };

export interface DiffResult extends CatchmentDifference {
  readonly base: string;
  readonly lab: string;
  /** How many answers both tell of. */
  readonly compared: number;
  /** Nobody is answered by another site, and both tell of the same clients and services. */
  readonly same: boolean;
}

/**
 * Probes a lab, and the other where that is one too, and compares.
 * @throws LabError `usage` where a lab is not there, or has no clients
 */
export async function diffCatchments(
  engine: Engine,
  base: Base,
  labName: string | undefined,
): Promise<DiffResult> {
  const now = async (name: string | undefined) => {
    const lab = await openLab(engine, name);
    return { name: lab.name, entries: await probeLab(engine, lab) };
  };
  const [before, after] = await Promise.all([
    base.entries === undefined ? now(base.name) : base,
    now(labName),
  ]);
  const difference = compareCatchments(before.entries, after.entries);
  const { moves, onlyBefore, onlyAfter } = difference;
  return {
    base: base.name,
    lab: after.name,
    compared: after.entries.length - onlyAfter.length,
    same: [moves, onlyBefore, onlyAfter].every((list) => list.length === 0),
    ...difference,
  };
}
