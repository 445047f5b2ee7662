import { clientsAmong, lettered, networkOf, onUnevenSites, peerings, transitOfSites } from '../dealing.ts';
import type { Shape } from '../shape.ts';

/** With more transit networks than this the top has a third network. */
const FEW_TRANSITS = 4;

/** A small Internet: tier-1 networks, regional transit networks, and the ISPs of the clients. */
export const threeTier: Shape = {
  summary:
    'a small Internet: tier-1 networks, transit networks below them, and ISPs, some with two providers',
  transits: { least: 2, most: 10 },
  draw: (size) => {
    const top = lettered('tier1', size.transits > FEW_TRANSITS ? 3 : 2);
    const transits = lettered('tier2', size.transits);
    const clients = clientsAmong(size, transits.length);
    const isps = clients.map((client) => `isp-${client}`);
    return {
      about: [
        'A small Internet of three tiers: networks that pay nobody, transit networks that buy from these, and the ISPs of',
        'the clients, which buy from transit networks.',
      ],
      routers: [
        { comment: ['Tier 1: they have peers and customers, and no provider.'], items: top },
        { comment: ['Tier 2: transit networks.'], items: transits },
        { comment: ['ISPs, one for each client.'], items: isps },
      ],
      clients: clients.map((name) => ({ name, router: `isp-${name}` })),
      links: [
        {
          comment: [
            'Every two tier-1 networks peer: each reaches its own customers, and through its peers all others.',
          ],
          items: peerings(top),
        },
        {
          comment: ['Each transit network buys from one of them.'],
          items: transitOfSites(transits, top),
        },
        {
          comment: [
            'Sites buy twice: from a transit network, and from a tier-1 network that this one does not buy from, for the',
            'day that it fails. A transit network prefers the site that is its customer to all that tier 1 tells it of.',
            ...onUnevenSites(size.sites, transits),
          ],
          items: size.sites.flatMap((site, index) => {
            const place = index % transits.length;
            return [`${site} -> ${networkOf(transits, index)}`, `${site} -> ${networkOf(top, place + 1)}`];
          }),
        },
        {
          comment: [
            isps.length > transits.length
              ? 'The first ISPs have one provider, and the site that it prefers. The others have two, and the choice between'
              : 'Each ISP has one provider, and the site that it prefers. Give one of them a second, and it has the choice between',
            'two paths: the shorter wins, and where both are as long the one from the lower router id.',
          ],
          items: isps.flatMap((isp, index) => [
            `${isp} -> ${networkOf(transits, index)}`,
            ...(index < transits.length ? [] : [`${isp} -> ${networkOf(transits, index + 1)}`]),
          ]),
        },
      ],
    };
  },
};
