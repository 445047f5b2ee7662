import chalk from 'chalk';
import type { Check } from '../../lab/doctor.ts';

const STATES = { ok: chalk.green('ok  '), info: 'info', warn: chalk.yellow('warn'), fail: chalk.red('fail') };

/** A line for each check, and what to do about it under those that need it. */
export function reportDoctor(checks: readonly Check[]): string {
  return checks
    .flatMap(({ name, state, detail, hint }) => [
      `${STATES[state]}  ${name}: ${detail}`,
      ...(hint === undefined || state === 'ok' ? [] : [`      ${hint}`]),
    ])
    .join('\n');
}
