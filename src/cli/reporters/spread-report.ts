import chalk from 'chalk';
import type { StepSpread } from '../../measure/repeats.ts';
import { SPREAD_LEGEND, spreadText } from '../../report/figure-rows.ts';
import { duration, stepName } from '../../report/words.ts';
import { table } from './table.ts';

/** How each client's figures spread over the runs that stand. */
export function reportSpread(steps: readonly StepSpread[]): string {
  if (steps.length === 0) return 'No run stands, so that nothing can be said of their spread.';
  return [...steps.flatMap(reportStep), SPREAD_LEGEND].join('\n');
}

function reportStep({ step, outcomes }: StepSpread): readonly string[] {
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
    '',
  ];
}
