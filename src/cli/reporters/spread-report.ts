import chalk from 'chalk';
import type { StepSpread } from '../../measure/repeats.ts';
import type { HeldSpread } from '../../measure/tcp/held-repeats.ts';
import { SPREAD_LEGEND, spreadText } from '../../report/figure-rows.ts';
import { HELD_TITLE, heldSpreadTable } from '../../report/held-rows.ts';
import { duration, stepName } from '../../report/words.ts';
import { table } from './table.ts';

/** How each client's figures spread over the runs that stand, and those of its TCP connections. */
export function reportSpread(steps: readonly StepSpread[], held: readonly (readonly HeldSpread[])[]): string {
  if (steps.length === 0) return 'No run stands, so that nothing can be said of their spread.';
  return [...steps.flatMap((step, index) => reportStep(step, held[index] ?? [])), SPREAD_LEGEND].join('\n');
}

function reportStep({ step, outcomes }: StepSpread, held: readonly HeldSpread[]): readonly string[] {
  const several = new Set(outcomes.map(({ service }) => service)).size > 1;
  return [
    chalk.bold(`${stepName(step)}, ${outcomes[0]?.outage.of ?? 0} runs`),
    table(
      ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'FAILOVER', 'OUTAGE', 'LOST', 'CONTROL PLANE'],
      outcomes.map(({ client, service, family, failoverTime, outage, lost, controlPlane }) => [
        client,
        ...(several ? [service] : []),
        `v${family}`,
        failoverTime === null ? '-' : spreadText(failoverTime, duration),
        spreadText(outage, duration),
        spreadText(lost, String),
        spreadText(controlPlane, duration),
      ]),
      several ? [3, 4, 5, 6] : [2, 3, 4, 5],
    ),
    ...connections(held, several),
    '',
  ];
}

function connections(held: readonly HeldSpread[], several: boolean): readonly string[] {
  if (held.length === 0) return [];
  const { head, rows } = heldSpreadTable(held, several);
  return [
    `${HELD_TITLE}:`,
    table(
      head.map((each) => each.toUpperCase()),
      rows,
      several ? [4, 5] : [3, 4],
    ),
  ];
}
