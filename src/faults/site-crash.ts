import type { Fault } from './fault.ts';

/**
 * Every node of the site dies at one instant, as when the power goes. Behind a switch (`carrier: stays`) the neighbours'
 * interfaces stay up and their timers have to find out; on a direct cable (`carrier: lost`) they go down with the site.
 */
export const siteCrash: Fault = {
  summary: 'every container of the site is killed at once',
  noticedBy: 'hold timer, or BFD; with carrier lost: fast external fallover',
  moves: true,
  apply: {
    to: 'site',
    actions: ({ edge, balancers, servers, links, ports }, { carrier = 'stays' }) => [
      {
        do: 'crash',
        nodes: [edge, ...balancers, ...servers].map(({ name }) => name),
        silence: ports,
        cut: carrier === 'lost' ? links.flatMap(({ far }) => (far === null ? [] : [far.port])) : [],
      },
    ],
  },
};
