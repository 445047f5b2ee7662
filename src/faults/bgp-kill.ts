import type { Fault } from './fault.ts';

/** bgpd dies; the kernel closes its connections, which tells the neighbours at once. */
export const bgpKill: Fault = {
  summary: "the edge's bgpd is killed (SIGKILL), and the kernel closes its sessions",
  noticedBy: 'session reset, seen by the neighbours',
  moves: true,
  apply: {
    to: 'site',
    actions: ({ name }) => [{ do: 'signal', node: name, programs: ['bgpd'], signal: 'KILL' }],
  },
};
