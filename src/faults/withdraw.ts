import type { Fault } from './fault.ts';

/** The site stops announcing; its servers still answer whoever gets there. */
export const withdraw: Fault = {
  summary: 'the site stops announcing its prefixes; its servers still answer',
  noticedBy: 'BGP withdrawal',
  moves: true,
  apply: { to: 'site', actions: ({ name }) => [{ do: 'route', node: name, verb: 'withdraw' }] },
};
