/** What can be impaired, and has two ends: a link between two nodes or, at an exchange, what lies between the LAN and one member. */
import { exchangePortName } from '../topology/exchange-ports.ts';
import type { LinkPlan, PortPlan } from './lab-plan.ts';

export interface Cable extends Pick<LinkPlan, 'name' | 'kind' | 'bridge' | 'ports' | 'impairments'> {
  /** The end that is no node: the LAN of the exchange of this name. Absent: both are. */
  readonly lan?: string;
}

/** All of a lab. Not sites' LANs, which nothing impairs, and whose names a port may have: `lan:fra` at an exchange called lan. */
export function cablesOf(links: readonly LinkPlan[]): readonly Cable[] {
  return links
    .filter(({ kind }) => kind !== 'lan')
    .flatMap((link) => (link.kind === 'exchange' ? link.ports.map((port) => portCable(link, port)) : [link]));
}

function portCable({ name: lan, kind, bridge }: LinkPlan, port: PortPlan): Cable {
  const { node, impairments } = port;
  return {
    ...{ name: exchangePortName(lan, node), kind, bridge, ports: [port], lan },
    ...(impairments === undefined ? {} : { impairments }),
  };
}

/** The names of both ends, the LAN first. */
export function endsOf({ lan, ports }: Cable): readonly string[] {
  return [...(lan === undefined ? [] : [lan]), ...ports.map(({ node }) => node)];
}
