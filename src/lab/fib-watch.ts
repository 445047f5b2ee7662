/** The routes of a whole lab to its services, followed while something happens. */
import type { Engine } from '../engine/connect.ts';
import { type FibRecord, startAgent } from '../engine/fabric-agent.ts';
import { isRouter } from '../plan/roles.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';

export interface FibWatch {
  /** All that was seen so far: first what was there, then each change, in the order of time. */
  readonly records: readonly FibRecord[];
  stop(): Promise<void>;
}

/** Starts to follow every router's routes; what is there already has been read when this returns. */
export async function watchFibs(engine: Engine, lab: Lab): Promise<FibWatch> {
  const nodes = await nodeProcesses(engine, lab, lab.plan.nodes.filter(isRouter));
  const prefixes = lab.plan.services.flatMap((service) => service.prefixes.map((p) => p.prefix));
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const records: FibRecord[] = [];
  await new Promise<void>((resolve, reject) => {
    agent
      .ask('watch-fib', { nodes, prefixes }, (event) => {
        if ('watching' in event) resolve();
        else records.push(event);
      })
      .catch(reject);
  });
  return { records, stop: () => agent.close() };
}
