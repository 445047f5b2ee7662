import { connectClients, lettered, onUnevenSites, peerings, plain, transitOfSites } from '../dealing.ts';
import type { Shape } from '../shape.ts';

/** Transit networks that peer with each other, and their customers. */
export const twoTier: Shape = {
  summary: 'transit networks that peer with each other; sites and clients are their customers',
  transits: { least: 2, most: 10 },
  draw: (size) => {
    const networks = lettered('transit', size.transits);
    return {
      about: [
        'Two tiers: transit networks that peer with each other, and their customers, the sites and the clients.',
      ],
      routers: [plain(networks)],
      clients: connectClients(size, networks),
      links: [
        {
          comment: [
            'A network whose customer is a site sends its clients there: it has the other sites from peers, who come second.',
            ...onUnevenSites(size.sites, networks),
          ],
          items: transitOfSites(size.sites, networks),
        },
        {
          comment: [
            'Every two peer: they tell each other of their customers. So each network knows a way to every site, and takes',
            'it when its own site goes away.',
          ],
          items: peerings(networks),
        },
      ],
    };
  },
};
