import { overlap, parsePrefix } from '../topology/cidr.ts';
import { routeServerName } from '../topology/exchange-ports.ts';
import { type Client, PRIMARY_NAME, type Router, type Site, type Topology } from '../topology/topology.ts';
import { planBackendChecks } from './backend-checks.ts';
import { planBalancer } from './balancer.ts';
import { exchangeNeighborsOf } from './exchange-sessions.ts';
import { hearingOtherSites, planHealth } from './health.ts';
import { planIgp } from './igp.ts';
import { internalNeighborsOf } from './internal-sessions.ts';
import type {
  ClientPlan,
  MorePrefix,
  NodePlan,
  PrimaryPlan,
  RouterPlan,
  ServerPlan,
  ServicePlan,
  SessionPlan,
} from './lab-plan.ts';
import { interfaceOn, lookUp } from './lookup.ts';
import { hostAddress, serviceAddresses } from './loopback.ts';
import type { Numbering } from './networks.ts';
import { byName, compareNames } from './order.ts';
import { defaultRoutes, networkRoutes, serviceRoutes } from './routes.ts';
import { accessName, balancerName, lanName } from './segments.ts';
import { neighborsOf, type SessionContext } from './sessions.ts';
import type { Withholding } from './withheld.ts';
import { checkedZone } from './zones.ts';

/** What the earlier steps decided. */
export interface Decisions extends SessionContext {
  readonly topology: Topology;
  readonly services: readonly ServicePlan[];
  readonly numbering: Numbering;
  readonly sessions: readonly SessionPlan[];
  readonly withholding: ReadonlyMap<string, Withholding>;
}

/** All nodes: edges, routers, route servers, balancers, servers and clients, by name within each. */
export function planNodes(decisions: Decisions): readonly NodePlan[] {
  const { sites, routers, clients, exchanges = [] } = decisions.topology;
  const routeServers = exchanges.filter(({ routeServer }) => routeServer).map(routeServerName);
  return [
    ...byName(sites).map((site) => planEdge(site, decisions)),
    ...byName(routers).map((router) => planRouter(router, decisions)),
    ...routeServers
      .toSorted(compareNames)
      .map((name): RouterPlan => ({ ...planRouter({ name }, decisions), routes: [], isRouteServer: true })),
    ...byName(
      sites.flatMap((site) => planBalancer(site, sites, servicesOf(site, decisions), decisions.interfaces)),
    ).map((balancer) => (decisions.topology.queryLog ? { ...balancer, queryLog: true as const } : balancer)),
    ...byName(sites.flatMap((site) => planServers(site, decisions))),
    ...byName(clients).map((client) => planClient(client, decisions)),
    ...planPrimary(decisions),
  ];
}

function planRouter(
  { name, frr, bestpath }: Pick<Router, 'name' | 'frr' | 'bestpath'>,
  decisions: Decisions,
): RouterPlan {
  const { topology, asns, numbering, interfaces, sessions } = decisions;
  const withholding = decisions.withholding.get(name);
  const withheld = withholding?.marks ?? [];
  const { network, loopback } = lookUp(numbering.nodes, name);
  const igp = planIgp(name, topology, interfaces);
  return {
    role: 'router',
    name,
    asn: lookUp(asns, name),
    routerId: loopback[4],
    network,
    services: [],
    interfaces: interfaces.get(name) ?? [],
    loopback: [hostAddress(4, loopback[4]), hostAddress(6, loopback[6])],
    routes: networkRoutes(network),
    neighbors: [
      ...neighborsOf(name, topology, sessions, decisions, withholding),
      ...exchangeNeighborsOf(name, topology, sessions, decisions, withholding),
      ...internalNeighborsOf(name, topology, sessions),
    ],
    ...(igp === undefined ? {} : { igp }),
    ...(withheld.length === 0 ? {} : { withheld }),
    health: null,
    ...(bestpath === undefined ? {} : { bestpath }),
    ...(frr === undefined ? {} : { frr }),
  };
}

function planEdge(site: Site, decisions: Decisions): RouterPlan {
  const { topology, interfaces } = decisions;
  const services = servicesOf(site, decisions);
  const lan = lanName(site);
  // Behind a balancer, that is all its edge knows of.
  const answering =
    site.balancer === undefined ? site.servers : [{ name: balancerName(site), services: site.services }];
  const servers = answering.map(({ name, services }) => ({
    name,
    services,
    lan: interfaceOn(interfaces, name, lan),
  }));
  const router = planRouter(site, decisions);
  const announced = site.announce.withoutServices ? [] : services;
  const more = morePrefixes(site, services);
  const prefixes = [
    ...announced.flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ ...prefix, service: name }))),
    ...more,
  ];
  const zones = new Map(services.map((service) => [service.name, checkedZone(service)]));
  const checked = prefixes.map((prefix) => ({ ...prefix, zone: lookUp(zones, prefix.service) }));
  const [balancer] = planBalancer(site, topology.sites, services, interfaces);
  const health = planHealth(site, checked, servers, primaryAddresses(decisions), topology);
  return {
    ...router,
    role: 'edge',
    neighbors: hearingOtherSites(site, router.neighbors),
    services: announced.map((service) => service.name),
    routes: [...router.routes, ...serviceRoutes(prefixes, servers)],
    health: health && { ...health, ...planBackendChecks(site, checked, balancer) },
    ...(more.length === 0 ? {} : { alsoAnnounces: more }),
  };
}

/** The addresses of the primary; none where there is none. */
function primaryAddresses({ topology: { primary }, interfaces }: Decisions): readonly string[] {
  if (primary === undefined) return [];
  return lookUp(interfaces, PRIMARY_NAME).flatMap((each) => each.addresses.map(({ address }) => address));
}

/** What a site announces besides, each with a service of its that it has to do with. */
function morePrefixes({ announce }: Site, services: readonly ServicePlan[]): readonly MorePrefix[] {
  return (announce.prefixes ?? []).flatMap((text) => {
    const prefix = parsePrefix(text);
    if (prefix === undefined) return [];
    const service = services.find(({ prefixes }) =>
      prefixes.some((own) => {
        const parsed = parsePrefix(own.prefix);
        return parsed !== undefined && overlap(parsed, prefix);
      }),
    );
    return service === undefined ? [] : [{ service: service.name, family: prefix.family, prefix: text }];
  });
}

function planServers(site: Site, decisions: Decisions): readonly ServerPlan[] {
  const { interfaces } = decisions;
  return site.servers.map(({ name, kind, services, tls, cpu, rateLimit }) => ({
    role: 'server',
    name,
    site: site.name,
    kind,
    services: decisions.services.filter((service) => services.includes(service.name)).map(({ name }) => name),
    interfaces: lookUp(interfaces, name),
    loopback:
      site.balancer === undefined
        ? serviceAddresses(decisions.services.filter((service) => services.includes(service.name)))
        : [],
    routes: defaultRoutes(interfaceOn(interfaces, site.name, lanName(site))),
    ...(tls === undefined ? {} : { tls }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(decisions.topology.queryLog ? { queryLog: true } : {}),
  }));
}

function planClient({ name, router, resolver }: Client, { interfaces }: Decisions): ClientPlan {
  return {
    role: 'client',
    name,
    router,
    ...(resolver === undefined ? {} : { resolver }),
    interfaces: lookUp(interfaces, name),
    loopback: [],
    routes: defaultRoutes(interfaceOn(interfaces, router, accessName(name))),
  };
}

function planPrimary({ topology: { primary }, interfaces }: Decisions): readonly PrimaryPlan[] {
  if (primary === undefined) return [];
  const gateway = interfaceOn(interfaces, primary.router, accessName(PRIMARY_NAME));
  return [
    {
      role: 'primary',
      name: PRIMARY_NAME,
      router: primary.router,
      kind: primary.kind,
      interfaces: lookUp(interfaces, PRIMARY_NAME),
      loopback: [],
      routes: defaultRoutes(gateway),
    },
  ];
}

function servicesOf(site: Site, { services }: Decisions): readonly ServicePlan[] {
  return services.filter(({ name }) => site.services.includes(name));
}
