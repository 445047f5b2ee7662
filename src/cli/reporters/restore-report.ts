import chalk from 'chalk';
import type { RestoreResult } from '../../lab/restore.ts';

/** What is announced again, and what is not known. */
export function reportRestore({ lab, restored, failed }: RestoreResult): string {
  if (restored.length === 0 && failed.length === 0) {
    return `Every site of ${lab} announces what it should: nothing to restore.`;
  }
  return [
    ...restored.map(({ site, prefixes }) => `${site} announces ${prefixes.join(' and ')} again.`),
    ...failed.map(({ site, reason }) => chalk.red(`${site} could not be restored: ${reason}`)),
  ].join('\n');
}
