/** From a plan to running, wired containers. */
import type { Engine } from '../engine/connect.ts';
import { containerPid, createContainer, startContainer } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import type { ImageKind } from '../engine/image-folder.ts';
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { checksItself, isRouter, startsWhenWired } from '../plan/roles.ts';
import { primaryOf } from '../plan/secondaries.ts';
import { hashSysctls } from '../render/ecmp-hash.ts';
import { validates } from '../render/trust-anchors.ts';
import { type StartedNode, wireRequest } from './agent-requests.ts';
import { awaitBackends } from './await-backends.ts';
import { awaitPrimary, awaitZones } from './await-zones.ts';
import { beingStarted } from './being-started.ts';
import { checkFrrLines, type TopologySource } from './check-frr-lines.ts';
import { inParallel } from './in-parallel.ts';
import type { OnProgress } from './progress.ts';

/** How many containers are made and started at once; more only make each of them slower (see bench). */
const WIDTH = 6;

/** How long a node that has started may take until it waits for its wiring, in seconds. */
const RELEASE_TIMEOUT = 20;

export interface StartOptions {
  readonly images: ReadonlyMap<ImageKind, string>;
  /** Of the fabric. */
  readonly sysctls: Readonly<Record<string, string>>;
  readonly topology: string;
  readonly from: TopologySource;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** On performance.now()'s clock: how long zones may take to get to the servers. */
  readonly deadline: number;
  /** The lab's name is ours from here on: what is left of it is ours to remove. */
  readonly onLocked: () => void;
}

/** A node with its container. */
interface StartedContainer extends StartedNode {
  readonly container: string;
}

/** The image a node runs. */
export function imageOf(node: NodePlan): ImageKind {
  if (isRouter(node)) return 'router';
  if (node.role === 'client') return 'client';
  return node.role === 'balancer' ? `balancer-${node.kind}` : `server-${node.kind}`;
}

/**
 * Starts a lab's containers and wires them. Routers come first, and are wired and released while the others are still being
 * started, so that BGP converges meanwhile. With a primary the servers are released late, when they can have their zones; balancers that
 * check their back ends are last, when these answer.
 * @param agent the one in the lab's fabric
 * @returns the nodes with their processes; all are wired
 */
export async function startNodes(
  engine: Engine,
  plan: LabPlan,
  agent: FabricAgent,
  options: StartOptions,
): Promise<readonly StartedNode[]> {
  const routers = plan.nodes.filter(isRouter);
  const others = plan.nodes.filter((node) => !isRouter(node));
  const of = plan.nodes.length;
  let done = 0;

  const start = async (node: NodePlan): Promise<StartedContainer> => {
    options.signal.throwIfAborted();
    const started = { plan: node, ...(await startNode(engine, plan, node, options)) };
    options.onProgress({ kind: 'containers', doing: 'start', done: ++done, of });
    return started;
  };
  const startedRouters = await inParallel(routers, WIDTH, start);
  const wiredRouters = wire(agent, plan, startedRouters, () =>
    checkFrrLines(engine, plan, startedRouters, options.from),
  );
  // Waited for below; until then a failure is nobody's.
  wiredRouters.catch(() => undefined);
  const startedOthers = await inParallel(others, WIDTH, start);
  await wiredRouters;
  const waiting = { nodes: [...startedRouters, ...startedOthers], deadline: options.deadline };
  const balancers = startedOthers.filter((node) => checksItself(node.plan));
  const first = startedOthers.filter((node) => !balancers.includes(node));
  // Wired, a server that does not run yet refuses the first notice of its zones; where nobody did, BIND would hold back the next.
  await agent.ask('wire', wireRequest(plan, startedOthers));
  if (primaryOf(plan) === undefined) await release(agent, first);
  else {
    // A resolver that validates needs the primary's keys, and nobody asks it before there are servers.
    const isLast = (node: StartedNode): boolean => node.plan.role === 'server' || validates(plan, node.plan);
    await release(
      agent,
      first.filter((node) => !isLast(node)),
    );
    await awaitPrimary(agent, plan, waiting);
    await release(agent, first.filter(isLast));
    await awaitZones(agent, plan, waiting);
  }
  if (balancers.length > 0) {
    await awaitBackends(agent, balancers, options.deadline);
    await release(agent, balancers);
  }
  return waiting.nodes;
}

/**
 * Creates a lab's fabric, which is what locks the lab's name, and starts the agent in it. The signal ends the agent.
 * @returns the agent, and the id of the fabric's container
 * @throws LabError `busy` where someone else has the lock
 */
export async function startFabric(
  engine: Engine,
  plan: LabPlan,
  options: StartOptions,
): Promise<{ readonly agent: FabricAgent; readonly id: string }> {
  const name = `the fabric of ${plan.name}`;
  const id = await createContainer(engine, {
    lab: plan.name,
    role: 'fabric',
    size: plan.nodes.length,
    image: imageTag(options, 'fabric'),
    topology: options.topology,
    sysctls: options.sysctls,
  }).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.code !== 'conflict') throw error;
    throw beingStarted(plan.name);
  });
  options.onLocked();
  await startContainer(engine, id, name);
  const agent = await startAgent(engine, plan.name, id);
  options.signal.addEventListener('abort', agent.abandon, { once: true });
  return { agent, id };
}

async function startNode(
  engine: Engine,
  plan: LabPlan,
  node: NodePlan,
  options: StartOptions,
): Promise<Omit<StartedContainer, 'plan'>> {
  const id = await createContainer(engine, {
    lab: plan.name,
    node: node.name,
    role: node.role,
    image: imageTag(options, imageOf(node)),
    topology: options.topology,
    sysctls: hashSysctls(plan, node),
    ...(node.role === 'client' && node.resolver !== undefined ? { command: ['resolver'] } : {}),
  });
  await startContainer(engine, id, node.name);
  return { pid: await containerPid(engine, id, node.name), container: id };
}

/** @param check what has to hold before the nodes are told to begin */
async function wire(
  agent: FabricAgent,
  plan: LabPlan,
  nodes: readonly StartedNode[],
  check: () => Promise<void>,
): Promise<void> {
  await agent.ask('wire', wireRequest(plan, nodes));
  await check();
  await release(agent, nodes);
}

/** Tells nodes that they are wired; clients do not wait for that. */
async function release(agent: FabricAgent, nodes: readonly StartedNode[]): Promise<void> {
  const waiting = nodes
    .filter((node) => startsWhenWired(node.plan))
    .map(({ plan: node, pid }) => ({ name: node.name, pid }));
  await agent.ask('release', { nodes: waiting, timeout: RELEASE_TIMEOUT });
}

function imageTag(options: StartOptions, kind: ImageKind): string {
  const tag = options.images.get(kind);
  if (tag === undefined) throw new EngineError('image', `there is no image for ${kind}`);
  return tag;
}
