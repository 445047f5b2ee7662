import type { SessionStatus } from '../../lab/session-status.ts';
import { counted } from '../../report/words.ts';

/** `Active`, or `Idle (PfxCt): more than 2 prefixes`. */
export function stateText({ state, beyond }: Pick<SessionStatus, 'state' | 'beyond'>): string {
  return beyond === undefined ? state : `${state}: more than ${counted(beyond, 'prefix', 'prefixes')}`;
}
