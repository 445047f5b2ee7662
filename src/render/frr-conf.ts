import { announcedBy } from '../plan/announced.ts';
import type { LabPlan, NeighborPlan, Relationship, RouterPlan } from '../plan/lab-plan.ts';
import { bestpathOf } from '../plan/roles.ts';
import { FAMILIES, type Family, MULTIPATH } from '../topology/topology.ts';
import { bfdProfileName } from './bfdd-conf.ts';
import { routingPolicies } from './frr-policy.ts';
import { maximumPaths } from './maximum-paths.ts';
import { ownSection } from './own-lines.ts';
import { exportPolicyName, importPolicyName, sessionPolicies, standingOf } from './session-policy.ts';

/** Where bgpd reads it. */
export const FRR_CONF = '/etc/frr/frr.conf';

/**
 * A router's configuration for FRR 10's bgpd, which reads it alone: kernel addresses and routes are put
 * in place before it starts. In the order in which bgpd needs it: policies before the sessions that use them.
 */
export function renderFrrConf(plan: LabPlan, router: RouterPlan): string {
  const bestpath = bestpathOf(plan, router);
  const lines = [
    'frr defaults traditional',
    `hostname ${router.name}`,
    'log timestamp precision 6',
    '!',
    // Five seconds after a file with route-maps is read, bgpd would ask all neighbours for all their
    // routes again: three times the updates, and in the middle of whatever is measured. Off while it reads.
    'bgp route-map delay-timer 0',
    '!',
    ...routingPolicies(
      router.asn,
      new Set(router.neighbors.map(standingOf)),
      (router.withheld ?? []).map(({ mark }) => mark),
    ),
    ...sessionPolicies(plan, router),
    `router bgp ${router.asn}`,
    ` bgp router-id ${router.routerId}`,
    ' bgp log-neighbor-changes',
    ' no bgp default ipv4-unicast',
    // Otherwise each hop holds its first updates back for a second or more.
    ' coalesce-time 0',
    ...gracefulRestart(plan),
    // Without these two, the best path can depend on which route came first.
    ' bgp deterministic-med',
    ...(bestpath === 'oldest' ? [] : [' bgp bestpath compare-routerid']),
    ...(bestpath === MULTIPATH ? [` bgp bestpath ${MULTIPATH}`] : []),
    ...oncePerSession(router.neighbors).flatMap(neighbor),
    ...FAMILIES.flatMap((family) => addressFamily(family, plan, router)),
    'exit',
    '!',
    ...ownSection(router, 'bgpd'),
    'no bgp route-map delay-timer',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Off unless it is asked for: kept routes of a neighbour that died would hide an outage. A router that restarts says that it has
 * gone on forwarding (RFC 4724, section 3), as zebra and the kernel have: else its neighbours drop its routes after all.
 */
function gracefulRestart(plan: LabPlan): readonly string[] {
  if (!plan.gracefulRestart) return [' bgp graceful-restart-disable'];
  return [' bgp graceful-restart', ' bgp graceful-restart preserve-fw-state'];
}

/** An unnumbered neighbour is one for both IP versions. */
function oncePerSession(neighbors: readonly NeighborPlan[]): readonly NeighborPlan[] {
  return [...new Map(neighbors.map((each) => [each.address, each])).values()];
}

/** What we are to a neighbour (RFC 9234, section 4): two routers that do not agree on it refuse the session. */
const LOCAL_ROLES = {
  customer: 'provider',
  provider: 'customer',
  peer: 'peer',
  'route-server-client': 'rs-server',
} as const satisfies Record<Exclude<Relationship, 'internal'>, string>;

/** Undefined within a network, which has no roles, and where the relationship means nothing. */
function localRole({ relationship, routeServer, policy }: NeighborPlan): string | undefined {
  if (relationship === 'internal' || policy.open) return undefined;
  return routeServer ? 'rs-client' : LOCAL_ROLES[relationship];
}

/** Timers are always written out, as FRR's defaults depend on version and profile. */
function neighbor(plan: NeighborPlan): readonly string[] {
  const { address, asn, node, relationship, timers, bfd } = plan;
  const role = localRole(plan);
  return [
    // By its interface, FRR finds the neighbour's address in its router advertisements.
    ` neighbor ${address} ${plan.unnumbered ? 'interface ' : ''}remote-as ${asn}`,
    ` neighbor ${address} description ${node} (${relationship})`,
    ...(role === undefined ? [] : [` neighbor ${address} local-role ${role}`]),
    // What it passes on begins with the ASN of whom it has it from.
    ...(plan.routeServer ? [` no neighbor ${address} enforce-first-as`] : []),
    ...(plan.source === undefined ? [] : [` neighbor ${address} update-source ${plan.source}`]),
    ` neighbor ${address} advertisement-interval ${timers.advertisementInterval}`,
    ` neighbor ${address} timers ${timers.keepalive} ${timers.hold}`,
    ` neighbor ${address} timers connect ${timers.connectRetry}`,
    ...(plan.password === undefined ? [] : [` neighbor ${address} password ${plan.password}`]),
    ...(plan.ttlSecurity ? [` neighbor ${address} ttl-security hops 1`] : []),
    ...(bfd === null ? [] : [` neighbor ${address} bfd profile ${bfdProfileName(bfd)}`]),
  ];
}

function addressFamily(family: Family, plan: LabPlan, router: RouterPlan): readonly string[] {
  const neighbors = router.neighbors.filter((candidate) => candidate.family === family);
  return [
    ' !',
    ` address-family ipv${family} unicast`,
    ...announcedPrefixes(family, plan, router).map((prefix) => `  network ${prefix}`),
    ...neighbors.flatMap((neighbor) => [
      `  neighbor ${neighbor.address} activate`,
      // The other routers of the network know the way to this one, and not to its neighbours.
      ...(neighbor.relationship === 'internal' ? [`  neighbor ${neighbor.address} next-hop-self`] : []),
      ...(neighbor.relationship === 'route-server-client'
        ? [`  neighbor ${neighbor.address} route-server-client`]
        : []),
      ...(neighbor.reflectorClient ? [`  neighbor ${neighbor.address} route-reflector-client`] : []),
      `  neighbor ${neighbor.address} route-map ${importPolicyName(neighbor)} in`,
      `  neighbor ${neighbor.address} route-map ${exportPolicyName(router, neighbor)} out`,
      ...limits(neighbor),
    ]),
    // FRR would spread traffic over equal paths, and a client would have several sites.
    `  maximum-paths ${maximumPaths(bestpathOf(plan, router))}`,
    ...(router.igp === undefined ? [] : [`  maximum-paths ibgp ${maximumPaths(bestpathOf(plan, router))}`]),
    ' exit-address-family',
  ];
}

/** What the session counts and looks at by itself, besides its route-maps. */
function limits({ address, policy: { maximumPrefix, allowAsIn } }: NeighborPlan): readonly string[] {
  const warning = maximumPrefix?.warningOnly ? ' warning-only' : '';
  return [
    ...(allowAsIn === undefined ? [] : [`  neighbor ${address} allowas-in ${allowAsIn}`]),
    ...(maximumPrefix === undefined
      ? []
      : [`  neighbor ${address} maximum-prefix ${maximumPrefix.count}${warning}`]),
  ];
}

/** FRR announces these for as long as the kernel has a route to them: see the plan's routes. */
function announcedPrefixes(family: Family, plan: LabPlan, router: RouterPlan): readonly string[] {
  const prefixes = announcedBy(plan, router)
    .filter((entry) => entry.family === family)
    .map(({ prefix }) => prefix);
  return [...new Set([...(router.isRouteServer ? [] : [router.network[family]]), ...prefixes])];
}
