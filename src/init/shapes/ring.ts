import { connectClients, lettered, networkOf, onUnevenSites, plain, transitOfSites } from '../dealing.ts';
import type { Shape } from '../shape.ts';

/** Transit networks in a circle, each with a link to the two beside it. */
export const ring: Shape = {
  summary: 'transit networks in a circle, each linked to the two beside it',
  transits: { least: 3, most: 10 },
  draw: (size) => {
    const networks = lettered('transit', size.transits);
    return {
      about: [
        'A ring: transit networks in a circle, each linked to the two beside it. Sites and clients are their customers.',
      ],
      routers: [plain(networks)],
      clients: connectClients(size, networks),
      links: [
        {
          comment: [
            'A network whose customer is a site sends its clients there, and not round the ring.',
            ...onUnevenSites(size.sites, networks),
          ],
          items: transitOfSites(size.sites, networks),
        },
        {
          comment: [
            `The ring has a top, ${networks[0]}. Routes climb to it from customer to provider, and come down on both sides.`,
            'Peers all the way round would not do: what a network hears from a peer it tells its customers only, so no',
            'route would get further than to the next network. Nor would customers all the way round: each would be a',
            'customer of its own customers.',
          ],
          items: circle(networks),
        },
      ],
    };
  },
};

/** Each network is a customer of the one beside it that is nearer to the first; two that are as near are peers. */
function circle(networks: readonly string[]): readonly string[] {
  const steps = (index: number): number => Math.min(index, networks.length - index);
  return networks.map((here, index) => {
    const next = (index + 1) % networks.length;
    const there = networkOf(networks, next);
    if (steps(index) === steps(next)) return `${here} -- ${there}`;
    return steps(index) > steps(next) ? `${here} -> ${there}` : `${there} -> ${here}`;
  });
}
