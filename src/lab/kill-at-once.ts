/** Ending all programs of a lab at one instant. */
import type { Engine } from '../engine/connect.ts';
import type { ContainerSummary } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { processesOf } from './find-lab.ts';

/** How long it may take, in ms: it only saves time. */
const DEADLINE = 5000;

/**
 * Kills every running node of a lab at once, by the agent in its fabric. Engines stop a container in some 50 ms at the best, one
 * after another, and the routers that are left spend all processors on taking back the routes of those that went.
 * Where it cannot be done, or not in time, nothing is lost but time: whoever removes the containers kills them too.
 * @param containers all those of one lab
 */
export async function killAtOnce(engine: Engine, containers: readonly ContainerSummary[]): Promise<void> {
  const running = containers.filter((container) => container.running);
  const fabric = running.find((container) => container.role === 'fabric');
  const nodes = running.filter((container) => container.role !== 'fabric');
  if (fabric === undefined || nodes.length === 0) return;
  let agent: FabricAgent | undefined;
  let late = false;
  const work = async (): Promise<void> => {
    agent = await startAgent(engine, fabric.lab, fabric.id);
    if (late) return agent.abandon();
    const alive = await processesOf(engine, nodes);
    await agent.ask('act', {
      actions: [{ do: 'crash', nodes: alive, silence: [], cut: [] }],
      timeout: DEADLINE / 1000,
    });
    await agent.close();
  };
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DEADLINE);
  });
  const killing = work().catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error;
  });
  try {
    await Promise.race([killing, deadline]);
  } finally {
    clearTimeout(timer);
    late = true;
    agent?.abandon();
  }
}
