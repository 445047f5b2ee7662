import chalk from 'chalk';
import type { ReloadResult } from '../../lab/reload.ts';
import { counted } from '../../report/words.ts';
import { seconds } from './seconds.ts';

/** What was changed, and what for that had to begin anew. */
export function reportReload(result: ReloadResult): string {
  const { lab, routers, links, zones, unseen, sessions, seconds: took } = result;
  const changed = [...routers, ...links, ...zones];
  if (changed.length === 0)
    return `The lab ${chalk.bold(lab)} is as the topology says: nothing had to be changed.`;
  const anew = sessions === 0 ? 'no session began anew' : `${counted(sessions, 'session')} began anew`;
  return [
    `Changed ${changed.join(', ')} of ${chalk.bold(lab)} in ${seconds(took)}; ${anew}.`,
    ...unseen.map(
      (zone) =>
        `The serial of ${zone} is the same as before, so nothing shows which servers have read it again; raise it with each change.`,
    ),
  ].join('\n');
}
