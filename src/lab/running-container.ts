/** The containers of nodes that a command cannot do without. */

import type { NodeProcess } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { containerPid } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { containerName } from '../engine/labels.ts';
import type { Lab, UnlistedLab } from './find-lab.ts';
import { notRunning } from './not-running.ts';

/** The container of a node that runs; throws LabError `not-running` where it does not. */
export function runningContainer(lab: Lab, node: string): string {
  const container = lab.containers.get(node);
  if (container?.running) return container.id;
  throw notRunning(lab.name, node, container?.state);
}

/** As `runningProcess`, in a lab whose containers have not been listed. */
export async function namedProcess(engine: Engine, lab: UnlistedLab, node: string): Promise<NodeProcess> {
  const pid = await containerPid(engine, containerName(lab.name, node), node).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'not-found') return 0;
    throw error;
  });
  if (pid === 0) throw notRunning(lab.name, node);
  return { name: node, pid };
}

/** The first process of a node that runs; throws LabError `not-running` where it does not. */
export async function runningProcess(engine: Engine, lab: Lab, node: string): Promise<NodeProcess> {
  const pid = await containerPid(engine, runningContainer(lab, node), node);
  if (pid === 0) throw notRunning(lab.name, node);
  return { name: node, pid };
}
