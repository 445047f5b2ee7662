/** What a lab's nodes, routers and servers are doing. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DaemonCounters, FaultRecord, NodeProcess, RouterState } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { LinkCondition } from '../plan/link-condition.ts';
import { isClient, isRouter } from '../plan/roles.ts';
import { type BalancerStatistics, balancerStatistics } from './balancer-statistics.ts';
import { type Lab, nodeProcesses, withLabAndAgent } from './find-lab.ts';
import { linkConditions } from './impairments.ts';
import { type LeverInForce, readLevers } from './levers-in-force.ts';
import { containerStatus, routerStatus } from './node-status.ts';
import { originatedPrefixes } from './originated.ts';
import { daemonStatistics, ratesOver } from './query-rates.ts';
import type { SessionStatus } from './session-status.ts';
import type { SiteHealth } from './site-health.ts';
import { type SiteStatus, siteStatus } from './site-status.ts';
import { askZones, type ZoneStatus } from './zone-serials.ts';

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
  readonly faults: readonly FaultRecord[];
  readonly nodes: readonly NodeStatus[];
  readonly sites: readonly SiteStatus[];
  /** For how long the queries a second of the sites are a mean, in s; null: nobody has counted any. */
  readonly ratesOver: number | null;
  /** Those that are, or by the topology should be, more than cables. */
  readonly links: readonly LinkCondition[];
}

/** How long a server may take to say which serials it has, in s: it is asked next door. */
const PATIENCE = 0.4;

/** How far two readings of the counters are apart at least, in ms, where there is none from earlier. */
const WINDOW = 400;

/**
 * Looks at a lab's containers, and asks each of its routers, balancers and servers.
 * @throws as `openLab`
 */
export async function labStatus(engine: Engine, name: string | undefined): Promise<LabStatus> {
  return withLabAndAgent(engine, name, async (lab, agent) => (await lookAtLab(engine, lab, agent)).status);
}

/** What a lab does, and what its daemons had counted by then. */
export interface Look {
  readonly status: LabStatus;
  readonly counters: readonly DaemonCounters[];
}

/**
 * Looks at a lab that is open.
 * @param before what the daemons had counted when they were asked last; absent: they are asked twice
 */
export async function lookAtLab(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  before?: readonly DaemonCounters[],
): Promise<Look> {
  const { plan } = lab;
  const asked = plan.nodes.filter((node) => !isClient(node));
  const [processes, levers] = await Promise.all([nodeProcesses(engine, lab, asked), readLevers(engine, lab)]);
  const first = before ?? (await readCounters(plan, processes, agent));
  const from = performance.now();
  const seen = await lookInside(plan, processes, agent);
  if (before === undefined) await pause(Math.max(0, from + WINDOW - performance.now()));
  const counters = await readCounters(plan, processes, agent);
  const nodes = nodesOf(lab, seen);
  const facts = { plan, nodes, levers: levers?.levers ?? [], faults: seen.faults, zones: seen.zones };
  return {
    counters,
    status: {
      lab: lab.name,
      links: seen.links,
      levers: facts.levers,
      faults: facts.faults,
      nodes,
      sites: siteStatus({ ...facts, daemons: daemonStatistics(counters, first) }),
      ratesOver: ratesOver(counters, first),
    },
  };
}

/** Asks every server and balancer that runs. */
async function readCounters(
  plan: LabPlan,
  processes: readonly NodeProcess[],
  agent: FabricAgent,
): Promise<readonly DaemonCounters[]> {
  const kinds = new Map(
    plan.nodes.flatMap((node) =>
      node.role === 'server' || node.role === 'balancer' ? [[node.name, node.kind] as const] : [],
    ),
  );
  const nodes = processes.flatMap((process) => {
    const kind = kinds.get(process.name);
    return kind === undefined ? [] : [{ ...process, kind }];
  });
  return agent.ask('statistics', { nodes });
}

interface Inside {
  readonly routers: ReadonlyMap<string, RouterState>;
  readonly links: readonly LinkCondition[];
  readonly balancers: ReadonlyMap<string, BalancerStatistics>;
  readonly faults: readonly FaultRecord[];
  readonly zones: readonly ZoneStatus[];
}

/** What each router, balancer and server that runs, and each link, does at the moment. */
async function lookInside(
  plan: LabPlan,
  processes: readonly NodeProcess[],
  agent: FabricAgent,
): Promise<Inside> {
  const routers = new Map(plan.nodes.filter(isRouter).map((router) => [router.name, router]));
  const states = await agent.ask('look', {
    routers: processes.flatMap((process) => {
      const router = routers.get(process.name);
      if (router === undefined) return [];
      return [{ ...process, igp: router.igp !== undefined, prefixes: originatedPrefixes(plan, router) }];
    }),
  });
  return {
    routers: new Map(states.map((state) => [state.node, state])),
    links: linkConditions(plan, await agent.ask('impairments', {})),
    balancers: await balancerStatistics(plan, processes, agent),
    faults: await agent.ask('faults', {}),
    zones: await askZones(agent, plan, processes, PATIENCE),
  };
}

function nodesOf(lab: Lab, { routers, balancers }: Inside): readonly NodeStatus[] {
  return lab.plan.nodes.map(({ name }) => {
    const balancer = balancers.get(name);
    return {
      ...containerStatus(lab, name),
      ...routerStatus(lab.plan, name, routers.get(name)),
      ...(balancer === undefined ? {} : { balancer }),
    };
  });
}
