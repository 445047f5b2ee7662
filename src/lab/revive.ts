/** Bringing back nodes that died, or were started again by somebody: their containers, and all that the fabric gave them. */
import type { Engine } from '../engine/connect.ts';
import { startContainer } from '../engine/containers.ts';
import type { FabricAgent, Mended } from '../engine/fabric-agent.ts';
import type { NodePlan } from '../plan/lab-plan.ts';
import { wireRequest } from './agent-requests.ts';
import { type Lab, nodeProcesses, refreshLab } from './find-lab.ts';
import { inParallel } from './in-parallel.ts';

/** How many containers are started at once, and how long one may take until it waits for its wiring, in s. */
const WIDTH = 6;
const RELEASE_TIMEOUT = 20;

export interface Revived {
  /** The lab as the engine has it afterwards. */
  readonly lab: Lab;
  /** Names of the nodes that were wired anew; their daemons are starting. */
  readonly nodes: readonly string[];
  readonly mended: readonly Mended[];
}

/**
 * Starts those of some nodes that do not run, and wires and releases those that lack interfaces.
 */
export async function revive(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  nodes: readonly NodePlan[],
): Promise<Revived> {
  const before = await refreshLab(engine, lab);
  const dead = nodes.flatMap((node) => {
    const container = before.containers.get(node.name);
    return container === undefined || container.running ? [] : [container];
  });
  const started = await agent.ask('mend', { nodes: [], ports: [] });
  await inParallel(dead, WIDTH, (container) => startContainer(engine, container.id, container.node));
  const after = dead.length > 0 ? await refreshLab(engine, lab) : before;
  const processes = await nodeProcesses(engine, after, nodes);
  const interfaces = new Map(nodes.map((node) => [node.name, node.interfaces.map((i) => i.name)]));
  const unwired = new Set(
    await agent.ask('unwired', {
      nodes: processes.map((process) => ({ ...process, interfaces: interfaces.get(process.name) ?? [] })),
    }),
  );
  if (unwired.size === 0) return { lab: after, nodes: [], mended: [] };
  const fresh = nodes.flatMap((plan) => {
    const process = processes.find(({ name }) => name === plan.name);
    return process !== undefined && unwired.has(plan.name) ? [{ plan, pid: process.pid }] : [];
  });
  await agent.ask('wire', wireRequest(lab.plan, fresh));
  await agent.ask('release', {
    nodes: fresh
      .filter(({ plan }) => plan.role !== 'client')
      .map(({ plan, pid }) => ({ name: plan.name, pid })),
    timeout: RELEASE_TIMEOUT,
  });
  const { at } = await agent.ask('mend', { nodes: [], ports: [] });
  return {
    lab: after,
    nodes: fresh.map(({ plan }) => plan.name),
    mended: fresh.map(({ plan }) => ({
      what: 'started and wired',
      node: plan.name,
      before: started.at,
      after: at,
    })),
  };
}
