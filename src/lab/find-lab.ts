/** Finding a lab that is up, by name or as the only one, and what it was made from. */

import type { NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { readContainerFile } from '../engine/container-files.ts';
import { type ContainerSummary, containerPid, listContainers } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { VERSION } from '../engine/version.ts';
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { beingStarted, isBeingStarted } from './being-started.ts';
import { LabError } from './lab-error.ts';

/** A lab as the engine has it, with the plan it was made from. */
export interface Lab {
  readonly name: string;
  readonly plan: LabPlan;
  readonly fabric: ContainerSummary;
  /** By node name; a node whose container is gone is not in it. */
  readonly containers: ReadonlyMap<string, ContainerSummary>;
}

/** Where in the fabric the plan is kept. */
export const PLAN_FILE = 'plan.json';
/** Where in the fabric the YAML is kept as it was at `up`. */
export const TOPOLOGY_FILE = 'topology.yaml';

/** The name that was given, or that of ANYCAST_LAB: whoever shares a machine with others sets it, and need not name a lab each time. */
export function labMeant(given: string | undefined): string | undefined {
  return given ?? (process.env['ANYCAST_LAB'] || undefined);
}

/**
 * Names the lab meant: the one given, that of ANYCAST_LAB, or the only one there is.
 * @throws LabError `usage` where there is none; `several-labs` where there is more than one to choose from
 */
export async function chooseLab(engine: Engine, given: string | undefined): Promise<string> {
  return (await findContainers(engine, given)).lab;
}

/** The lab meant, and its containers. */
async function findContainers(
  engine: Engine,
  given: string | undefined,
): Promise<{ readonly lab: string; readonly containers: readonly ContainerSummary[] }> {
  const name = labMeant(given);
  const containers = await listContainers(engine, name);
  const labs = [...new Set(containers.map((container) => container.lab))];
  const [only] = labs;
  if (only === undefined) {
    throw name === undefined
      ? new LabError('usage', 'no lab is up', 'Start one: anycast-lab up')
      : new LabError('usage', `there is no lab called ${name}`, 'See which there are: anycast-lab list');
  }
  if (labs.length > 1) {
    const message = `several labs are up: ${labs.join(', ')}`;
    throw new LabError('several-labs', message, 'Say which one you mean.', labs);
  }
  return { lab: only, containers };
}

/**
 * Opens a lab that is up.
 * @throws LabError `usage` where it is not there, or was left half made; `busy` where it is being started
 */
export async function openLab(engine: Engine, name: string | undefined): Promise<Lab> {
  const found = await findFabric(engine, name);
  const plan = await readStoredPlan(engine, found.fabric);
  if (plan === null) throw await withoutPlan(engine, found);
  return { ...opened(found, plan), containers: byNode(found.containers) };
}

/**
 * Opens a lab and its agent, for some work; the agent has ended when this returns. It also reads the plan, which takes an engine
 * longer.
 * @throws as `openLab`, and what the work throws
 */
export async function withLabAndAgent<T>(
  engine: Engine,
  name: string | undefined,
  work: (lab: Lab, agent: FabricAgent) => Promise<T>,
): Promise<T> {
  const found = await findFabric(engine, name);
  const { agent, plan } = await askForPlan(engine, found);
  try {
    return await work({ ...opened(found, plan), containers: byNode(found.containers) }, agent);
  } finally {
    await agent.close();
  }
}

/** A lab of which it is not known which of its containers are there: an engine takes its time to list hundreds. */
export type UnlistedLab = Omit<Lab, 'containers'>;

/**
 * As `withLabAndAgent`, for work that looks at a node or two, and changes nothing: the agent then ends by itself.
 * @throws as `openLab`, and what the work throws
 */
export async function withPlanAndAgent<T>(
  engine: Engine,
  name: string | undefined,
  work: (lab: UnlistedLab, agent: FabricAgent) => Promise<T>,
): Promise<T> {
  const [only, ...others] = await listContainers(engine, labMeant(name), 'fabric');
  const isSure = only !== undefined && others.length === 0;
  const found = isSure ? await requireUsable(engine, only) : await findFabric(engine, name);
  const { agent, plan } = await askForPlan(engine, found);
  try {
    return await work(opened(found, plan), agent);
  } finally {
    agent.abandon();
  }
}

/** Starts an agent in a fabric, and has it read the plan. */
async function askForPlan(
  engine: Engine,
  found: UsableFabric,
): Promise<{ readonly agent: FabricAgent; readonly plan: string }> {
  const agent = await startAgent(engine, found.lab, found.fabric.id);
  try {
    const plan = await agent.ask('read', { name: PLAN_FILE });
    if (plan !== null) return { agent, plan };
  } catch (error) {
    agent.abandon();
    throw error;
  }
  // It would be taken for the agent of whoever is starting the lab.
  await agent.close();
  throw await withoutPlan(engine, found);
}

/** A fabric that runs, and is of this version. */
interface UsableFabric {
  readonly lab: string;
  readonly fabric: ContainerSummary;
}

interface FoundLab extends UsableFabric {
  readonly containers: readonly ContainerSummary[];
}

async function findFabric(engine: Engine, name: string | undefined): Promise<FoundLab> {
  const { lab: chosen, containers } = await findContainers(engine, name);
  const fabric = containers.find((container) => container.role === 'fabric');
  if (!fabric) throw incomplete(chosen, 'it has no fabric');
  return { ...(await requireUsable(engine, fabric)), containers };
}

async function requireUsable(engine: Engine, fabric: ContainerSummary): Promise<UsableFabric> {
  const { lab } = fabric;
  if (!fabric.running) {
    if (await isBeingStarted(engine, fabric)) throw beingStarted(lab);
    throw incomplete(lab, 'its fabric is not running');
  }
  if (fabric.version === VERSION) return { lab, fabric };
  // The agent in its fabric, and the plan it keeps, are of that version too.
  throw new LabError(
    'usage',
    `the lab ${lab} was made by anycast-lab ${fabric.version}, and this is ${VERSION}`,
    `Remove it: anycast-lab down ${lab}`,
  );
}

function opened({ lab, fabric }: UsableFabric, plan: string): UnlistedLab {
  return { name: lab, plan: JSON.parse(plan) as LabPlan, fabric };
}

/** What to say of a lab whose fabric keeps no plan. */
async function withoutPlan(engine: Engine, { lab, fabric }: UsableFabric): Promise<LabError> {
  if (await isBeingStarted(engine, fabric)) return beingStarted(lab);
  return incomplete(lab, 'its start was cut short');
}

async function readStoredPlan(engine: Engine, fabric: ContainerSummary): Promise<string | null> {
  try {
    return await readContainerFile(engine, fabric.id, 'the fabric', `/lab/${PLAN_FILE}`);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'not-found') return null;
    throw error;
  }
}

function byNode(containers: readonly ContainerSummary[]): Lab['containers'] {
  return new Map(containers.filter((c) => c.role !== 'fabric').map((c) => [c.node, c]));
}

function incomplete(lab: string, why: string): LabError {
  return new LabError('usage', `the lab ${lab} is incomplete: ${why}`, `Remove it: anycast-lab down ${lab}`);
}

/** The processes of those of the given nodes that run. */
export async function nodeProcesses(
  engine: Engine,
  lab: Lab,
  nodes: readonly NodePlan[],
): Promise<readonly NodeProcess[]> {
  return processesOf(
    engine,
    nodes.flatMap((node) => lab.containers.get(node.name) ?? []),
  );
}

/** The first processes of those of the given nodes' containers that run. */
export async function processesOf(
  engine: Engine,
  containers: readonly ContainerSummary[],
): Promise<readonly NodeProcess[]> {
  const running = containers.filter((container) => container.running);
  const pids = await Promise.all(running.map((c) => containerPid(engine, c.id, c.node)));
  return running
    .map((container, index) => ({ name: container.node, pid: pids[index] ?? 0 }))
    .filter((process) => process.pid > 0);
}

/** The lab with its containers as the engine has them now. */
export async function refreshLab(engine: Engine, lab: Lab): Promise<Lab> {
  return { ...lab, containers: byNode(await listContainers(engine, lab.name)) };
}
