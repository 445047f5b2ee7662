import { lettered, networkOf, onUnevenSites, peerings, transitOfSites } from '../dealing.ts';
import { nameClients } from '../places.ts';
import type { Shape } from '../shape.ts';

/** One site and half of the ISPs meet at an exchange; all others go by transit. */
export const exchange: Shape = {
  summary: 'one site and half of the ISPs meet at an exchange; all others use transit',
  transits: { least: 1, most: 10 },
  draw: ({ sites, transits: count, clients: asked }) => {
    const [local = '', ...sold] = sites;
    const transits = lettered('transit', count);
    // In pairs: of two with one provider the first is at the exchange.
    const places = Array.from({ length: asked }, (_, index) => ({
      atExchange: index % 2 === 0,
      transit: Math.floor(index / 2) % count,
    }));
    const near = places.map(({ atExchange, transit }) =>
      atExchange ? [local] : sold.filter((_site, index) => index % count === transit),
    );
    const clients = nameClients(near, sites);
    const isps = clients.map((client) => `isp-${client}`);
    return {
      about: [
        `An exchange: ${local} and half of the ISPs meet there. The other sites buy transit, and so do all ISPs.`,
      ],
      routers: [
        { comment: ['Transit networks.'], items: transits },
        { comment: ['ISPs, one for each client.'], items: isps },
      ],
      clients: clients.map((name) => ({ name, router: `isp-${name}` })),
      links: [
        {
          comment: [`All sites but ${local} buy transit.`, ...onUnevenSites(sold, transits)],
          items: transitOfSites(sold, transits),
        },
        { comment: ['Transit networks peer, every two of them.'], items: peerings(transits) },
        {
          comment: [
            'ISPs buy transit: of two that buy from the same network, the first is at the exchange as well.',
          ],
          items: isps.map((isp, index) => `${isp} -> ${networkOf(transits, places[index]?.transit ?? 0)}`),
        },
      ],
      exchange: {
        comment: [
          'Members are peers: each tells the others of itself and its customers, and nobody pays. A peer comes before a',
          `provider, so these ISPs send their clients to ${local}. Nobody else hears of it: what peers tell does not go to providers.`,
          'With a route server each member needs one session, and not one with every other member. It is on no path:',
          'packets go straight from member to member.',
        ],
        name: 'ix',
        members: [local, ...isps.filter((_isp, index) => places[index]?.atExchange)],
      },
    };
  },
};
