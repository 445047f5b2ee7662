import type { Fault } from './fault.ts';

/** Frames on a link, or on all of a site's, are dropped without a word: interfaces stay up. */
export const blackhole: Fault = {
  summary: 'frames silently dropped on a link, or on all links of a site, one way or both',
  noticedBy: 'hold timer, or BFD',
  moves: true,
  apply: {
    to: 'any',
    actions: ({ links }, { direction = 'both' }) => {
      const near = links.map((link) => link.near.port);
      return [{ do: 'block', from: direction === 'to' ? [] : near, to: direction === 'from' ? [] : near }];
    },
  },
};
