import chalk from 'chalk';
import type { AnswerValidation } from '../../lab/validate-answers.ts';
import { table } from './table.ts';

/** Whether each answer validates, who said so, and which sites gave those that do not. */
export function reportValidation(dnssec: readonly AnswerValidation[] | undefined): readonly string[] {
  if (dnssec === undefined) return [];
  const rows = dnssec.map(({ client, asked, family, site, zone, valid, reason }) => [
    ...[client, asked, family === null ? '' : `v${family}`, site ?? '', zone],
    valid ? GOOD[asked] : chalk.red(reason ?? 'does not validate'),
  ]);
  return [table(['CLIENT', 'ASKED', 'IP', 'SITE', 'ZONE', 'DNSSEC'], rows), ...verdict(dnssec)];
}

/** By what was asked. */
const GOOD = { service: 'validates', 'own resolver': 'AD' };

function verdict(dnssec: readonly AnswerValidation[]): readonly string[] {
  const bad = dnssec.filter(({ valid }) => !valid);
  if (bad.length === 0) return ['All answers validate.'];
  const sites = new Set(bad.flatMap(({ asked, site }) => (asked === 'service' ? [site ?? 'nobody'] : [])));
  const users = bad.flatMap(({ asked, client, site }) =>
    asked === 'own resolver' ? [`${client} (${site ?? 'no site'})`] : [],
  );
  return [
    ...(sites.size === 0 ? [] : [`What ${[...sites].join(', ')} answers does not validate.`]),
    ...(users.length === 0
      ? []
      : [`No answer from their own resolvers that is validated: ${users.join(', ')}.`]),
  ].map((line) => chalk.red(line));
}
