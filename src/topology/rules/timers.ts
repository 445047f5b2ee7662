import type { Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftTimers } from '../draft.ts';

/** Timers are ones that a session can live with (RFC 4271, sections 4.2 and 4.4). */
export function timersAreSound(draft: Draft): readonly Diagnostic[] {
  const sessions = [
    ...draft.links,
    ...draft.exchanges.flatMap(({ session, members }) => [
      session,
      ...members.flatMap((member) => member.with.map((each) => each.session)),
    ]),
  ];
  return [draft.timers, ...sessions.flatMap(({ timers }) => timers ?? [])].flatMap(checkTimers);
}

function checkTimers({ timers, at: location }: DraftTimers): readonly Diagnostic[] {
  const { keepalive, hold } = timers;
  if (hold === 1 || hold === 2) return [{ code: 'hold-too-short', args: { hold }, location }];
  if (hold === 0) return [];
  if (keepalive === 0) return [{ code: 'keepalive-never', args: { hold }, location }];
  return keepalive < hold ? [] : [{ code: 'keepalive-too-long', args: { keepalive, hold }, location }];
}
