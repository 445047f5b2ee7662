import type { LabSummary } from '../../lab/list.ts';
import { table } from './table.ts';

/** A line for each lab. */
export function reportList(labs: readonly LabSummary[]): string {
  if (labs.length === 0) return 'No lab is up.';
  return table(
    ['LAB', 'STATE', 'CONTAINERS', 'CREATED', 'VERSION'],
    labs.map((lab) => [lab.lab, lab.state, `${lab.running}/${lab.containers}`, lab.createdAt, lab.version]),
    [2],
  );
}
