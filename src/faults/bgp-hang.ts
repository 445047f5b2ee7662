import type { Fault } from './fault.ts';

/** bgpd stops: its kernel keeps the connections and goes on forwarding until the neighbours' hold timers end. */
export const bgpHang: Fault = {
  summary: "the edge's bgpd is stopped (SIGSTOP); its kernel goes on forwarding",
  noticedBy: 'hold timer of the neighbours',
  moves: true,
  apply: {
    to: 'site',
    actions: ({ name }) => [{ do: 'signal', node: name, programs: ['bgpd'], signal: 'STOP' }],
  },
};
