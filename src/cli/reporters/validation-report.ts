import chalk from 'chalk';
import type { AnswerValidation } from '../../lab/validate-answers.ts';
import { table } from './table.ts';

/** Whether each answer validates, and which sites gave those that do not. */
export function reportValidation(dnssec: readonly AnswerValidation[] | undefined): readonly string[] {
  if (dnssec === undefined) return [];
  const rows = dnssec.map(({ client, family, site, zone, valid, reason }) => [
    ...[client, `v${family}`, site ?? '', zone],
    valid ? 'validates' : chalk.red(reason ?? 'does not validate'),
  ]);
  const bad = [...new Set(dnssec.filter(({ valid }) => !valid).map(({ site }) => site ?? 'nobody'))];
  const verdict =
    bad.length === 0
      ? 'All answers validate.'
      : chalk.red(`What ${bad.join(', ')} answers does not validate.`);
  return [table(['CLIENT', 'IP', 'SITE', 'ZONE', 'DNSSEC'], rows), verdict];
}
