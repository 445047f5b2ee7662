import type { DownResult } from '../../lab/down.ts';
import { count, seconds } from './units.ts';

/** What was removed. */
export function reportDown({ labs, containers, seconds: took }: DownResult): string {
  if (labs.length === 0) return 'There is no lab to remove.';
  return `Removed ${labs.join(', ')}: ${count(containers, 'container')} in ${seconds(took)}.`;
}
