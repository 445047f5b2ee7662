import { routeServerName } from '../topology/exchange-ports.ts';
import { networksOf } from '../topology/joined.ts';
import type { Topology } from '../topology/topology.ts';
import { assignAsns } from './asns.ts';
import { planExchangeSessions } from './exchange-sessions.ts';
import { withImpairments } from './impairments.ts';
import { planInternalSessions } from './internal-sessions.ts';
import type { LabPlan, ServicePlan } from './lab-plan.ts';
import { planLinks } from './links.ts';
import { numberNetworks } from './networks.ts';
import { planNodes } from './nodes.ts';
import { byName, compareNames } from './order.ts';
import { planSegments } from './segments.ts';
import { planSessions } from './sessions.ts';
import { planWithholding } from './withheld.ts';

/**
 * Decides every name, number and address of a lab. The same topology gives the same plan, whatever the
 * order in which its parts were written.
 *
 * @param name the lab's name, if it is not the topology's
 * @throws RangeError when the lab is larger than the private address or ASN ranges
 */
export function planLab(topology: Topology, name: string = topology.name): LabPlan {
  const services = planServices(topology);
  const owners = [
    ...[...byName(topology.sites), ...byName(topology.routers)].map((node) => node.name),
    ...byName(topology.exchanges ?? []).map(routeServerName),
  ];

  const networks = networksOf(topology.internalLinks ?? []);
  const asns = assignAsns(topology, networks);
  const segments = planSegments(topology);
  const numbering = numberNetworks(owners, segments);
  const { links, interfaces } = planLinks(segments, numbering);
  const context = { asns, networks, interfaces };
  const sessions = [
    ...planSessions(topology, context),
    ...planExchangeSessions(topology, context),
    ...planInternalSessions(topology, { asns, networks, numbering }),
  ];
  const withholding = planWithholding(topology, context, sessions);

  return {
    name,
    topology: topology.name,
    timers: topology.timers,
    gracefulRestart: topology.gracefulRestart,
    bestpath: topology.bestpath,
    ...(topology.ecmpHash === undefined ? {} : { ecmpHash: topology.ecmpHash }),
    services,
    nodes: planNodes({ topology, services, ...context, numbering, sessions, withholding }),
    links: withImpairments(links, topology),
    sessions,
    expectedCatchment: sortedByKey(topology.expect?.catchment ?? {}),
  };
}

function planServices({ services, sites }: Topology): readonly ServicePlan[] {
  return byName(services).map(({ name, prefixes, zone, zones, dnssec, role }) => ({
    name,
    prefixes: prefixes.toSorted((a, b) => a.family - b.family),
    zone,
    ...(zones === undefined ? {} : { zones }),
    ...(dnssec === undefined ? {} : { dnssec }),
    ...(role === undefined ? {} : { role }),
    sites: byName(sites.filter((site) => site.services.includes(name))).map((site) => site.name),
  }));
}

function sortedByKey<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => compareNames(a, b)));
}
