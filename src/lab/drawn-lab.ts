/** A lab that runs, as it is to be drawn. */
import type { Engine } from '../engine/connect.ts';
import type { CatchmentEntry } from '../measure/catchment.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { openLab } from './find-lab.ts';

export interface DrawnLab {
  readonly plan: LabPlan;
  /** Null: it was not asked for. */
  readonly entries: readonly CatchmentEntry[] | null;
}

/**
 * The plan of a lab, with who is answered by whom where that is wanted.
 * @throws LabError `usage` where there is no such lab
 */
export async function drawnLab(
  engine: Engine,
  name: string | undefined,
  catchment: boolean,
): Promise<DrawnLab> {
  const lab = await openLab(engine, name);
  if (!catchment) return { plan: lab.plan, entries: null };
  // It parses dig's YAML, with libraries that a drawing alone need not wait for.
  const { probeLab } = await import('./probe.ts');
  return { plan: lab.plan, entries: await probeLab(engine, lab) };
}
