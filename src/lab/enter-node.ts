/** Programs and logs of a lab's nodes, for people: also of a lab that never became ready. */
import type { Readable } from 'node:stream';
import type { Engine } from '../engine/connect.ts';
import { followLog, readLog } from '../engine/container-log.ts';
import { type ContainerSummary, listContainers } from '../engine/containers.ts';
import { type ExecOptions, type RunningProgram, startProgram } from '../engine/exec.ts';
import { meantOrAll } from '../topology/names.ts';
import { chooseLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { notRunning } from './not-running.ts';

/**
 * Starts a program in a node.
 * @throws LabError `usage` where there is no such node; `not-running` where it does not run
 */
export async function startInNode(
  engine: Engine,
  labName: string | undefined,
  node: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<RunningProgram> {
  const container = await findNode(engine, labName, node);
  if (!container.running) throw notRunning(container.lab, node, container.state);
  return startProgram(engine, container.id, node, command, options);
}

/** The log of a node's daemons. */
export interface NodeLog {
  /** A client's is empty, as it has no daemon of its own. */
  readonly role: ContainerSummary['role'];
  /** What they have said, also when the node does not run any more. */
  read(): Promise<string>;
  /** The same, and then what they say, until the node stops. */
  follow(): Promise<Readable>;
}

/**
 * Finds the log of a node.
 * @param tail only so many lines from the end
 * @throws LabError `usage` where there is no such node
 */
export async function nodeLog(
  engine: Engine,
  labName: string | undefined,
  node: string,
  tail?: number,
): Promise<NodeLog> {
  const { id, role } = await findNode(engine, labName, node);
  return {
    role,
    read: () => readLog(engine, id, node, tail),
    follow: () => followLog(engine, id, node, tail),
  };
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
  const names = nodes.map((container) => container.node);
  throw new LabError('usage', `the lab ${lab} has no node called ${node}`, meantOrAll(node, names, 'It has'));
}
