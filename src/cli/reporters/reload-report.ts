import chalk from 'chalk';
import type { ReloadResult } from '../../lab/reload.ts';
import { counted } from '../../report/words.ts';
import { seconds } from './seconds.ts';

/** What was changed, and what for that had to begin anew. */
export function reportReload({ lab, routers, links, zones, sessions, seconds: took }: ReloadResult): string {
  const changed = [...routers, ...links, ...zones];
  if (changed.length === 0)
    return `The lab ${chalk.bold(lab)} is as the topology says: nothing had to be changed.`;
  const anew = sessions === 0 ? 'no session began anew' : `${counted(sessions, 'session')} began anew`;
  return `Changed ${changed.join(', ')} of ${chalk.bold(lab)} in ${seconds(took)}; ${anew}.`;
}
