/** Bringing back nodes that died, or were started again by somebody: their containers, and all that the fabric gave them. */

import type { Mended, NotMended } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { startContainer } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { NodePlan } from '../plan/lab-plan.ts';
import { startsWhenWired } from '../plan/roles.ts';
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
  /** Those that could not be started, or wired. */
  readonly failed: readonly NotMended[];
}

/**
 * Starts those of some nodes that do not run, and wires and releases those that lack interfaces; one that cannot be keeps no
 * other from it.
 * @throws EngineError where the engine does not answer
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
  const failed: NotMended[] = [];
  const attempt = async (node: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code === 'unreachable') throw error;
      failed.push({ node, reason: error.message });
      return false;
    }
  };
  await inParallel(dead, WIDTH, (container) =>
    attempt(container.node, () => startContainer(engine, container.id, container.node)),
  );
  const after = dead.length > 0 ? await refreshLab(engine, lab) : before;
  const processes = await nodeProcesses(engine, after, nodes);
  const interfaces = new Map(nodes.map((node) => [node.name, node.interfaces.map((i) => i.name)]));
  const unwired = new Set(
    await agent.ask('unwired', {
      nodes: processes.map((process) => ({ ...process, interfaces: interfaces.get(process.name) ?? [] })),
    }),
  );
  const wired: string[] = [];
  for (const plan of nodes.filter(({ name }) => unwired.has(name))) {
    const process = processes.find(({ name }) => name === plan.name);
    if (process === undefined) continue;
    const { pid } = process;
    const done = await attempt(plan.name, async () => {
      await agent.ask('wire', wireRequest(lab.plan, [{ plan, pid }]));
      if (!startsWhenWired(plan)) return;
      await agent.ask('release', { nodes: [process], timeout: RELEASE_TIMEOUT });
    });
    if (done) wired.push(plan.name);
  }
  const { at } = await agent.ask('mend', { nodes: [], ports: [] });
  return {
    lab: after,
    nodes: wired,
    mended: wired.map((node) => ({ what: 'started and wired', node, before: started.at, after: at })),
    failed,
  };
}
