import chalk from 'chalk';
import type { RunStep } from '../../measure/run.ts';
import type { HeldConnections, HeldOutcome } from '../../measure/tcp/held-connections.ts';
import { heldText, holdingText } from '../../report/held-rows.ts';
import { duration, stepName } from '../../report/words.ts';
import { table } from './table.ts';

/** What became of the TCP connections at each step. */
export function reportHeld(held: HeldConnections, steps: readonly RunStep[]): string {
  return [
    ...held.steps.flatMap((outcomes, index) => {
      const step = steps[index];
      return [
        chalk.bold(`TCP, ${step === undefined ? '' : stepName(step)}: ${heldText(outcomes)}`),
        connections(outcomes),
        '',
      ];
    }),
    holdingText(held),
  ].join('\n');
}

function connections(outcomes: readonly HeldOutcome[]): string {
  const several = new Set(outcomes.map(({ service }) => service)).size > 1;
  return table(
    [
      ...['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'FROM', 'BROKE', 'NOTICED AFTER', 'WAITED'],
      ...['NEW ONE TO', 'TOOK', 'FAILED ATTEMPTS'],
    ],
    outcomes.map((each) => [
      each.client,
      ...(several ? [each.service] : []),
      `v${each.family}`,
      each.from ?? chalk.red('none'),
      each.broke?.how ?? (each.works ? chalk.dim('holds') : chalk.red('no answer')),
      each.broke === null ? '' : duration(each.broke.after),
      each.broke === null ? '' : duration(each.broke.waited),
      each.again === null ? (each.works ? '' : chalk.red('none')) : (each.again.site ?? 'unknown'),
      each.again === null ? '' : duration(each.again.took),
      each.again === null ? '' : String(each.again.failures),
    ]),
    several ? [5, 6, 8, 9] : [4, 5, 7, 8],
  );
}
