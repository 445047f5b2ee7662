/** A lab without a plan in its fabric is either being started or was left behind: which of the two. */
import type { Engine } from '../engine/connect.ts';
import { type ContainerSummary, hasRunningExec } from '../engine/containers.ts';
import { LabError } from './lab-error.ts';
import { pollUntil } from './poll.ts';

/** How long a fabric may take until it runs, and then until the agent of `up` runs in it, in s, on a busy machine. */
const UNTIL_RUNNING = 10;
const UNTIL_AGENT = 2;

/**
 * Whether another process is starting the lab. It has one agent in the fabric for all of its work, which ends with that
 * process however that ends; a fabric that is too new to have one is given a moment.
 * @param fabric of a lab that has no plan yet
 * @param now seconds since the epoch
 */
export async function isBeingStarted(
  engine: Engine,
  fabric: Pick<ContainerSummary, 'id' | 'lab' | 'running' | 'createdAt'>,
  now = Date.now() / 1000,
): Promise<boolean> {
  const isNew = now - fabric.createdAt < UNTIL_RUNNING + UNTIL_AGENT;
  if (!fabric.running) return isNew;
  return pollUntil(() => hasRunningExec(engine, fabric.id, `the fabric of ${fabric.lab}`), {
    every: 200,
    deadline: performance.now() + (isNew ? UNTIL_AGENT * 1000 : 0),
    signal: new AbortController().signal,
  });
}

/** What to tell whoever wants a lab that another process is starting. */
export function beingStarted(lab: string): LabError {
  return new LabError(
    'busy',
    `the lab ${lab} is being started by another process`,
    `Wait until it is up: anycast-lab status ${lab}. If that process is gone: anycast-lab down ${lab}`,
  );
}
