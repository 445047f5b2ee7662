import { FAULTS } from '../../faults/catalogue.ts';
import type { FaultList, FaultResult } from '../../lab/fault.ts';
import type { FaultKind } from '../../topology/topology.ts';
import { reportLevers } from './levers-report.ts';
import { table } from './table.ts';

/** What was done, and how to undo it. */
export function reportFault({ lab, fault, inForce }: FaultResult): string {
  const { noticedBy } = FAULTS[fault.kind];
  const done = `${fault.kind} at ${fault.target} of ${lab}; what brings clients away: ${noticedBy}.`;
  return inForce
    ? `${done}\nBring it back: anycast-lab restore ${fault.target} --lab ${lab}`
    : `${done}\nIt is over.`;
}

/** The faults in force, and the levers. */
export function reportFaults({ lab, faults, levers }: FaultList): string {
  const faultTable = table(
    ['FAULT', 'TARGET', 'SINCE', 'WHAT'],
    faults.map(({ kind, target, since }) => [kind, target, since, FAULTS[kind as FaultKind].summary]),
  );
  return [
    faults.length === 0 ? `No fault is in force in ${lab}.` : faultTable,
    ...(levers.length === 0 ? [] : [reportLevers(lab, levers)]),
  ].join('\n');
}
