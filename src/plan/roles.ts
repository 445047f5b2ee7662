import type { Bestpath, BgpTimers } from '../topology/topology.ts';
import type { BalancerPlan, ClientPlan, LabPlan, NodePlan, RouterPlan } from './lab-plan.ts';

/** Whether a node runs FRR: a site's edge, or a transit or ISP router. */
export function isRouter(node: NodePlan): node is RouterPlan {
  return node.role === 'edge' || node.role === 'router';
}

/** Whether a node sends queries. */
export function isClient(node: NodePlan): node is ClientPlan {
  return node.role === 'client';
}

/** Whether a node is a balancer that checks its back ends itself, and is not told by the edge which of them are in. */
export function checksItself(node: NodePlan): node is BalancerPlan {
  return node.role === 'balancer' && node.told === undefined;
}

/** Whether a node's own programs wait for its wiring: all but those of clients without a resolver, which have none. */
export function startsWhenWired(node: NodePlan): boolean {
  return !isClient(node) || node.resolver !== undefined;
}

/** How a router chooses between equal paths. */
export function bestpathOf(plan: Pick<LabPlan, 'bestpath'>, router: RouterPlan): Bestpath {
  return router.bestpath ?? plan.bestpath;
}

/** Whether a router of the lab keeps the path that it has among equal ones, so that what was before decides what is. */
export function keepsPaths(plan: LabPlan): boolean {
  return plan.nodes.some((node) => isRouter(node) && bestpathOf(plan, node) === 'oldest');
}

/**
 * Whether routers that have several ways share the queries of one client to one address among them, as each query is a flow of its own;
 * with `ecmp-hash: l3` all of them are one.
 */
export function sharesQueries(plan: Pick<LabPlan, 'ecmpHash'>): boolean {
  return plan.ecmpHash === undefined;
}

/** Names of the sites, in the order of the plan: each is that of its edge. */
export function siteNames(plan: LabPlan): readonly string[] {
  return plan.nodes.filter(({ role }) => role === 'edge').map(({ name }) => name);
}

/** The site of each DNS server, or of each of one service, by the server's name. */
export function siteOfServer(plan: LabPlan, service?: string): ReadonlyMap<string, string> {
  return new Map(
    plan.nodes.flatMap((node) =>
      node.role === 'server' && (service === undefined || node.services.includes(service))
        ? [[node.name, node.site] as const]
        : [],
    ),
  );
}

/** The longest that a session of a plan holds back what it announces, in s. */
export function heldBack(plan: LabPlan): number {
  return Math.max(0, ...sessionTimers(plan).map(({ advertisementInterval }) => advertisementInterval));
}

/** The timers of a plan's sessions, each combination once. */
export function sessionTimers(plan: LabPlan): readonly BgpTimers[] {
  const all = plan.nodes
    .filter(isRouter)
    .flatMap((router) => router.neighbors.map((neighbor) => neighbor.timers));
  return [...new Map(all.map((timers) => [JSON.stringify(timers), timers])).values()];
}
