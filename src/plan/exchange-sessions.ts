/** The sessions of exchanges: between every two members, or of each with the route server. */
import { routeServerName } from '../topology/exchange-ports.ts';
import { type Exchange, FAMILIES, type Topology } from '../topology/topology.ts';
import type { NeighborPlan, SessionEnd, SessionPlan } from './lab-plan.ts';
import { addressOn, interfaceOn, lookUp } from './lookup.ts';
import { byName } from './order.ts';
import { exchangeMembers } from './segments.ts';
import { announcementOf, type SessionContext } from './sessions.ts';
import type { Withholding } from './withheld.ts';

/** All of them, by exchange and the names of the ends; the members of one AS have none with each other. */
export function planExchangeSessions(topology: Topology, context: SessionContext): readonly SessionPlan[] {
  return byName(topology.exchanges ?? []).flatMap((exchange) =>
    pairsOf(exchange)
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

function pairsOf(exchange: Exchange): readonly (readonly [string, string])[] {
  const members = exchangeMembers(exchange);
  if (exchange.routeServer) return members.map((member) => [member, routeServerName(exchange)]);
  return members.flatMap((a, index) => members.slice(index + 1).map((b) => [a, b] as const));
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
  const { hears, services } = announcementOf(node, topology);
  return sessions.flatMap(({ link, family, a, b }): readonly NeighborPlan[] => {
    const exchange = exchanges.get(link);
    const other = a.node === node ? b : a;
    if (exchange === undefined || (a.node !== node && b.node !== node)) return [];
    const routeServer = routeServerName(exchange);
    const unheard = withholding?.of(link, other.node);
    return [
      {
        node: other.node,
        family,
        link,
        interface: interfaceOn(interfaces, node, link).name,
        address: other.address,
        asn: other.asn,
        relationship: node === routeServer ? 'route-server-client' : 'peer',
        timers: topology.timers,
        bfd: exchange.bfd,
        policy: {
          in: {},
          out: {},
          hears: hears(other.node, link),
          services,
          ...(exchange.open ? { open: true } : {}),
          ...(unheard === undefined ? {} : { unheard }),
        },
        atExchange: true,
        ...(other.node === routeServer ? { routeServer: true } : {}),
      },
    ];
  });
}
