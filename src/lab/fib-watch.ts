/** The routes of a whole lab to its services, followed while something happens. */

import type { FibRecord, NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { sharedInterfaces } from '../measure/forwarding.ts';
import { announcedPrefixes } from '../plan/announced.ts';
import { isRouter } from '../plan/roles.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';

export interface FibWatch {
  /** All that was seen so far: first what was there, then each change. */
  readonly records: readonly FibRecord[];
  /** Follows the routers that were started again since; the others are followed already. */
  follow(lab: Lab): Promise<void>;
  /**
   * Ends it.
   * @throws EngineError where it had ended before, or had missed changes: the record is not whole then
   */
  stop(): Promise<void>;
}

/** Starts to follow every router's routes; what is there already has been read when this returns. */
export async function watchFibs(engine: Engine, lab: Lab): Promise<FibWatch> {
  const records: FibRecord[] = [];
  const followed = new Set<number>();
  const stops: (() => Promise<void>)[] = [];
  const follow = async (now: Lab): Promise<void> => {
    const routers = await nodeProcesses(engine, now, now.plan.nodes.filter(isRouter));
    const nodes = routers.filter(({ pid }) => !followed.has(pid));
    if (nodes.length === 0) return;
    for (const { pid } of nodes) followed.add(pid);
    stops.push(await watchNodes(engine, now, nodes, records));
  };
  await follow(lab);
  return {
    records,
    follow,
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

async function watchNodes(
  engine: Engine,
  lab: Lab,
  nodes: readonly NodeProcess[],
  records: FibRecord[],
): Promise<() => Promise<void>> {
  const prefixes = announcedPrefixes(lab.plan).map(({ prefix }) => prefix);
  const shared = sharedInterfaces(lab.plan);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const withShared = (node: NodeProcess) => ({ ...node, shared: shared.get(node.name) ?? [] });
  let following = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    following = resolve;
  });
  const ended = agent.ask('watch-fib', { nodes: nodes.map(withShared), prefixes }, (event) => {
    if ('watching' in event) following();
    else records.push(event);
  });
  try {
    // It goes on until its stdin ends, so that `ended` comes first only when something is wrong.
    await Promise.race([started, ended]);
  } catch (error) {
    agent.abandon();
    throw error;
  }
  // A failure from here on is told when it is stopped.
  ended.catch(() => undefined);
  return async () => {
    await agent.close();
    await ended;
  };
}
