/** The routes of a whole lab to its services, followed while something happens. */
import type { Engine } from '../engine/connect.ts';
import { type FibRecord, startAgent } from '../engine/fabric-agent.ts';
import { isRouter } from '../plan/roles.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';

export interface FibWatch {
  /** All that was seen so far: first what was there, then each change, in the order of time. */
  readonly records: readonly FibRecord[];
  /**
   * Ends it.
   * @throws EngineError where it had ended before, or had missed changes: the record is not whole then
   */
  stop(): Promise<void>;
}

/** Starts to follow every router's routes; what is there already has been read when this returns. */
export async function watchFibs(engine: Engine, lab: Lab): Promise<FibWatch> {
  const nodes = await nodeProcesses(engine, lab, lab.plan.nodes.filter(isRouter));
  const prefixes = lab.plan.services.flatMap((service) => service.prefixes.map((p) => p.prefix));
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const records: FibRecord[] = [];
  let following = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    following = resolve;
  });
  const ended = agent.ask('watch-fib', { nodes, prefixes }, (event) => {
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
  // A failure from here on is told by `stop`.
  ended.catch(() => undefined);
  return {
    records,
    stop: async () => {
      await agent.close();
      await ended;
    },
  };
}
