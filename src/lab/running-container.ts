/** The containers of nodes that a command cannot do without. */
import type { Engine } from '../engine/connect.ts';
import { containerPid } from '../engine/containers.ts';
import type { NodeProcess } from '../engine/fabric-agent.ts';
import type { Lab } from './find-lab.ts';
import { notRunning } from './not-running.ts';

/** The container of a node that runs; throws LabError `not-running` where it does not. */
export function runningContainer(lab: Lab, node: string): string {
  const container = lab.containers.get(node);
  if (container?.running) return container.id;
  throw notRunning(lab.name, node, container?.state);
}

/** The first process of a node that runs; throws LabError `not-running` where it does not. */
export async function runningProcess(engine: Engine, lab: Lab, node: string): Promise<NodeProcess> {
  const pid = await containerPid(engine, runningContainer(lab, node), node);
  if (pid === 0) throw notRunning(lab.name, node);
  return { name: node, pid };
}
