import type { DownResult } from '../../lab/down.ts';
import { counted } from '../../report/words.ts';
import { seconds } from './seconds.ts';

/** What was removed. @param asked the lab that was named, if one was */
export function reportDown(
  { labs, containers, seconds: took }: DownResult,
  asked: string | undefined,
): string {
  if (labs.length === 0) {
    return asked === undefined
      ? 'There is no lab to remove.'
      : `There is no lab called ${asked}: nothing to remove.`;
  }
  return `Removed ${labs.join(', ')}: ${counted(containers, 'container')} in ${seconds(took)}.`;
}
