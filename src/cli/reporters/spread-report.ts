import chalk from 'chalk';
import type { Spread, StepSpread } from '../../measure/repeats.ts';
import { SPREAD_LEGEND } from '../../report/figure-rows.ts';
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
        failoverTime === null ? '-' : spread(failoverTime, duration),
        spread(outage, duration),
        spread(lost, String),
        spread(controlPlane, duration),
      ]),
      several ? [3, 4, 5, 6] : [2, 3, 4, 5],
    ),
    '',
  ];
}

/** As the legend says. */
function spread({ median, p95, min, max }: Spread, format: (value: number) => string): string {
  const [middle, high, least, most] = [median, p95, min, max].map((value) =>
    value === null ? 'never' : format(value),
  );
  return least === most ? String(middle) : `${middle} / ${high} / ${least} – ${most}`;
}
