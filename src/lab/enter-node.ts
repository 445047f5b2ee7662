/** Programs and logs of a lab's nodes, for people: also of a lab that never became ready. */
import type { Engine } from '../engine/connect.ts';
import { type ContainerSummary, listContainers } from '../engine/containers.ts';
import { type ExecOptions, type RunningProgram, readLog, startProgram } from '../engine/exec.ts';
import { chooseLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';

/**
 * Starts a program in a node.
 * @throws LabError `usage` where there is no such node, or it does not run
 */
export async function startInNode(
  engine: Engine,
  labName: string | undefined,
  node: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<RunningProgram> {
  const container = await findNode(engine, labName, node);
  if (!container.running) {
    throw new LabError(
      'usage',
      `${node} is not running: ${container.state}`,
      `See: anycast-lab logs ${node}`,
    );
  }
  return startProgram(engine, container.id, node, command, options);
}

/**
 * What a node's daemons have said, also when it does not run any more.
 * @param tail only so many lines from the end
 * @throws LabError `usage` where there is no such node
 */
export async function nodeLog(
  engine: Engine,
  labName: string | undefined,
  node: string,
  tail?: number,
): Promise<string> {
  const container = await findNode(engine, labName, node);
  return readLog(engine, container.id, node, tail);
}

async function findNode(
  engine: Engine,
  labName: string | undefined,
  node: string,
): Promise<ContainerSummary> {
  const lab = await chooseLab(engine, labName);
  const nodes = (await listContainers(engine, lab)).filter((container) => container.role !== 'fabric');
  const found = nodes.find((container) => container.node === node);
  if (found) return found;
  const names = nodes.map((container) => container.node).join(', ');
  throw new LabError('usage', `the lab ${lab} has no node called ${node}`, `It has: ${names}`);
}
