import { connectClients, plain, transitOfSites } from '../dealing.ts';
import type { Shape } from '../shape.ts';

const TRANSIT = 'transit';

/** Everybody is a customer of one network. */
export const star: Shape = {
  summary: 'one transit network in the middle, which picks one site for everybody',
  transits: { least: 1, most: 1 },
  draw: (size) => ({
    about: ['A star: one transit network in the middle, and all sites and clients are its customers.'],
    routers: [plain([TRANSIT])],
    clients: connectClients(size, [TRANSIT]),
    links: [
      {
        comment: [
          'To transit all sites are customers, one network away: a tie. The lower router id decides, a number, and so',
          'one site answers all clients, wherever they are. When it goes away, all of them go to another one.',
          `Choose for it: anycast-lab whatif local-pref ${TRANSIT}:${size.sites.at(-1)} 300`,
        ],
        items: transitOfSites(size.sites, [TRANSIT]),
      },
    ],
  }),
};
