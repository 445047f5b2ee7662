/** The sessions of exchanges: between every two members, or of each with the route server. */
import { routeServerName } from '../topology/exchange-ports.ts';
import { type Exchange, FAMILIES, type Topology } from '../topology/topology.ts';
import type { NeighborPlan, SessionEnd, SessionPlan } from './lab-plan.ts';
import { addressOn, interfaceOn, lookUp } from './lookup.ts';
import { byName, compareNames } from './order.ts';
import { agreedOn, announcementOf, planPolicy, type SessionContext } from './sessions.ts';
import type { Withholding } from './withheld.ts';

/** All of them, by exchange and the names of the ends; the members of one AS have none with each other. */
export function planExchangeSessions(topology: Topology, context: SessionContext): readonly SessionPlan[] {
  return byName(topology.exchanges ?? []).flatMap((exchange) =>
    byEnds(exchange)
      .filter(([a, b]) => lookUp(context.asns, a) !== lookUp(context.asns, b))
      .flatMap(([a, b]) =>
        FAMILIES.map((family): SessionPlan => {
          const end = (node: string): SessionEnd => ({
            node,
            asn: lookUp(context.asns, node),
            address: addressOn(interfaceOn(context.interfaces, node, exchange.name), family),
          });
          return { link: exchange.name, family, relationship: 'peering', a: end(a), b: end(b) };
        }),
      ),
  );
}

/** Members by name, and the route server last. */
function byEnds({ sessions, ...exchange }: Exchange): readonly (readonly [string, string])[] {
  const server = routeServerName(exchange);
  return sessions
    .map(({ ends: [a, b] }) =>
      b === server || compareNames(a, b) <= 0 ? ([a, b] as const) : ([b, a] as const),
    )
    .toSorted(([a, b], [c, d]) => compareNames(a, c) || compareNames(b, d));
}

/** What `node` configures of its sessions at exchanges. */
export function exchangeNeighborsOf(
  node: string,
  topology: Topology,
  sessions: readonly SessionPlan[],
  { interfaces }: SessionContext,
  withholding: Withholding | undefined,
): readonly NeighborPlan[] {
  const exchanges = new Map((topology.exchanges ?? []).map((exchange) => [exchange.name, exchange]));
  const settings = new Map(
    [...exchanges.values()].flatMap(({ name, sessions: all }) =>
      all
        .filter(({ ends }) => ends.includes(node))
        .map((each) => [`${name} ${each.ends.find((end) => end !== node)}`, each] as const),
    ),
  );
  const { hears, services } = announcementOf(node, topology);
  return sessions.flatMap(({ link, family, a, b }): readonly NeighborPlan[] => {
    const exchange = exchanges.get(link);
    const other = a.node === node ? b : a;
    if (exchange === undefined || (a.node !== node && b.node !== node)) return [];
    const routeServer = routeServerName(exchange);
    const { policy, ...agreed } = lookUp(settings, `${link} ${other.node}`);
    return [
      {
        node: other.node,
        family,
        link,
        interface: interfaceOn(interfaces, node, link).name,
        address: other.address,
        asn: other.asn,
        relationship: node === routeServer ? 'route-server-client' : 'peer',
        ...agreedOn(agreed),
        policy: planPolicy(policy[node], withholding, {
          ...{ link, neighbor: other.node },
          ...{ hears: hears(other.node, link), services },
        }),
        atExchange: true,
        ...(other.node === routeServer ? { routeServer: true } : {}),
      },
    ];
  });
}
