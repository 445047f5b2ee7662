/** What a lab's nodes and routers are doing. */
import type { Engine } from '../engine/connect.ts';
import { type RouterState, startAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, RouterPlan } from '../plan/lab-plan.ts';
import type { LinkCondition } from '../plan/link-condition.ts';
import { isRouter } from '../plan/roles.ts';
import { FAMILIES } from '../topology/topology.ts';
import { type BalancerStatistics, balancerStatistics } from './balancer-statistics.ts';
import { type Lab, nodeProcesses, openLab } from './find-lab.ts';
import { linkConditions } from './impairments.ts';
import { type LeverInForce, readLevers } from './levers-in-force.ts';
import { originatedPrefixes } from './originated.ts';
import { type SessionStatus, sessionStatus } from './session-status.ts';
import { type SiteHealth, siteHealth } from './site-health.ts';

export interface NodeStatus {
  readonly node: string;
  readonly role: 'edge' | 'router' | 'balancer' | 'server' | 'client' | 'primary';
  readonly running: boolean;
  /** In the engine's words: `Up 3 minutes`. */
  readonly state: string;
  /** Routers only. */
  readonly asn?: number;
  readonly sessions?: readonly SessionStatus[];
  /** Only in networks of several routers. */
  readonly adjacencies?: readonly AdjacencyStatus[];
  /** Sites only: each prefix of its services. */
  readonly announces?: readonly { readonly prefix: string; readonly announced: boolean }[];
  /** Sites only. */
  readonly health?: SiteHealth;
  /** Balancers only, where they say something. */
  readonly balancer?: BalancerStatistics;
  /** Why nothing is known of its sessions. */
  readonly error?: string;
}

/** One neighbour in the OSPF of a network. */
export interface AdjacencyStatus {
  readonly neighbor: string;
  readonly family: 4 | 6;
  readonly link: string;
  /** `Full`, what FRR calls the state it is in, or `Down`. */
  readonly state: string;
}

export interface LabStatus {
  readonly lab: string;
  /** Levers that were pulled since it came up. */
  readonly levers: readonly LeverInForce[];
  readonly nodes: readonly NodeStatus[];
  /** Those that are, or by the topology should be, more than cables. */
  readonly links: readonly LinkCondition[];
}

/** Looks at a lab's containers and asks each of its routers. */
export async function labStatus(engine: Engine, name: string | undefined): Promise<LabStatus> {
  const lab = await openLab(engine, name);
  const { routers, links, balancers } = await lookInside(engine, lab);
  const states = new Map(routers.map((state) => [state.node, state]));
  return {
    lab: lab.name,
    links,
    levers: (await readLevers(engine, lab))?.levers ?? [],
    nodes: lab.plan.nodes.map((node) => ({
      ...containerStatus(lab, node.name),
      ...routerStatus(lab.plan, node.name, states.get(node.name)),
      ...balancerStatus(balancers.get(node.name)),
    })),
  };
}

/** What each router and balancer that runs, and each link, does at the moment. */
async function lookInside(
  engine: Engine,
  lab: Lab,
): Promise<{
  readonly routers: readonly RouterState[];
  readonly links: readonly LinkCondition[];
  readonly balancers: ReadonlyMap<string, BalancerStatistics>;
}> {
  const routers = lab.plan.nodes.filter(isRouter);
  const processes = await nodeProcesses(engine, lab, routers);
  const plans = new Map(routers.map((router) => [router.name, router]));
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    const states = await agent.ask('look', {
      routers: processes.map((process) => ({
        ...process,
        igp: plans.get(process.name)?.igp !== undefined,
        prefixes: originatedPrefixes(lab.plan, plans.get(process.name)),
      })),
    });
    const links = linkConditions(lab.plan, await agent.ask('impairments', {}));
    return { routers: states, links, balancers: await balancerStatistics(engine, lab, agent) };
  } finally {
    await agent.close();
  }
}

function balancerStatus(balancer: BalancerStatistics | undefined): Partial<NodeStatus> {
  return balancer === undefined ? {} : { balancer };
}

function containerStatus(lab: Lab, node: string): NodeStatus {
  const role = lab.plan.nodes.find((n) => n.name === node)?.role ?? 'client';
  const container = lab.containers.get(node);
  return { node, role, running: container?.running ?? false, state: container?.state ?? 'gone' };
}

function routerStatus(plan: LabPlan, name: string, state: RouterState | undefined): Partial<NodeStatus> {
  const router = plan.nodes.filter(isRouter).find((node) => node.name === name);
  if (router === undefined) return {};
  const always = {
    asn: router.asn,
    ...(router.role === 'edge' ? { health: siteHealth(router, state?.health) } : {}),
  };
  if (state === undefined) return always;
  if ('error' in state) return { ...always, error: state.error };
  return {
    ...always,
    sessions: sessionStatus(router, state.sessions),
    ...adjacencyStatus(router, state.adjacencies),
    ...announcements(plan, router, state.originates),
  };
}

function adjacencyStatus(
  { igp }: RouterPlan,
  states: Extract<RouterState, { version: string }>['adjacencies'],
): Partial<NodeStatus> {
  if (igp === undefined) return {};
  return {
    adjacencies: igp.interfaces.flatMap(({ interface: name, link, node }) =>
      FAMILIES.map((family) => ({ neighbor: node, family, link, state: states?.[family][name] ?? 'Down' })),
    ),
  };
}

function announcements(
  plan: LabPlan,
  router: RouterPlan,
  originates: readonly string[],
): Partial<NodeStatus> {
  if (router.role !== 'edge') return {};
  return {
    announces: originatedPrefixes(plan, router).map(({ prefix }) => ({
      prefix,
      announced: originates.includes(prefix),
    })),
  };
}
