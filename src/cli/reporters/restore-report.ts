import chalk from 'chalk';
import type { RestoreResult } from '../../lab/restore.ts';

/** What was brought back, and what could not be. */
export function reportRestore({ lab, mended, failed }: RestoreResult): string {
  if (mended.length === 0 && failed.length === 0) return `${lab} is as it should be: nothing to restore.`;
  return [
    ...mended.map(({ node, what }) => `${node}: ${what}`),
    ...failed.map(({ node, reason }) => chalk.red(`${node} could not be restored: ${reason}`)),
  ].join('\n');
}
