import type { Fault } from './fault.ts';

/**
 * bgpd dies and is started again. By SIGKILL, as a crash: one that is asked to end says goodbye, and then even neighbours
 * that speak graceful restart (RFC 4724, section 4) drop its routes.
 */
export const bgpRestart: Fault = {
  summary: "the edge's bgpd is killed and started again at once",
  noticedBy: 'session reset; nothing where graceful restart keeps its routes',
  moves: false,
  passes: true,
  apply: {
    to: 'site',
    actions: ({ name }) => [
      { do: 'signal', node: name, programs: ['bgpd'], signal: 'KILL' },
      { do: 'start', node: name, program: 'bgpd' },
    ],
  },
};
