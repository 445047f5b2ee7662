import type { RestoreResult } from '../../lab/restore.ts';

/** What is announced again. */
export function reportRestore({ lab, restored }: RestoreResult): string {
  if (restored.length === 0) return `Every site of ${lab} announces what it should: nothing to restore.`;
  return restored
    .map(({ site, prefixes }) => `${site} announces ${prefixes.join(' and ')} again.`)
    .join('\n');
}
