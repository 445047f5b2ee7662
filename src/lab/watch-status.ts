/** The status of a lab again and again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DaemonCounters } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import { type FabricAgent, startAgent } from '../engine/fabric-agent.ts';
import { chooseLab, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type LabStatus, lookAtLab } from './status.ts';

export interface WatchOptions {
  /** From the beginning of one look to that of the next, in ms. */
  readonly interval: number;
  readonly signal: AbortSignal;
  readonly onStatus: (status: LabStatus) => void;
}

export interface WatchEnd {
  readonly lab: string;
  /** Whether the lab was taken down; else it was the signal. */
  readonly gone: boolean;
}

/** For how long a lab that cannot be looked at is taken for one that is being changed or removed, in ms. */
const FORBEARANCE = 20_000;

/** What the next look goes on from: an agent in a fabric, and what the daemons had counted. */
interface Held {
  readonly fabric: string;
  readonly agent: FabricAgent;
  readonly counters?: readonly DaemonCounters[];
}

/**
 * Looks at a lab until the signal, or until it has been taken down. Nodes may die, and the lab may be changed or started anew meanwhile.
 * @throws as `labStatus` where the first look fails; LabError or EngineError where later ones have failed for 20 s
 */
export async function watchStatus(
  engine: Engine,
  name: string | undefined,
  { interval, signal, onStatus }: WatchOptions,
): Promise<WatchEnd> {
  const lab = await chooseLab(engine, name);
  let held: Held | undefined;
  /** Null: it has not been seen yet. */
  let seenAt: number | null = null;
  const letGo = (): void => {
    held?.agent.abandon();
    held = undefined;
  };
  signal.addEventListener('abort', letGo, { once: true });
  try {
    while (!signal.aborted) {
      const from = performance.now();
      try {
        const opened = await openLab(engine, lab);
        if (held?.fabric !== opened.fabric.id) {
          letGo();
          held = { fabric: opened.fabric.id, agent: await startAgent(engine, lab, opened.fabric.id) };
        }
        const { agent, counters: before, fabric } = held;
        const { status, counters } = await lookAtLab(engine, opened, agent, before);
        held = { fabric, agent, counters };
        seenAt = performance.now();
        onStatus(status);
      } catch (error) {
        if (signal.aborted) break;
        if (seenAt !== null && (await isGone(engine, lab))) return { lab, gone: true };
        if (seenAt === null || !mayPass(error) || from - seenAt > FORBEARANCE) throw error;
        // A new agent has not whatever this one was in the middle of.
        letGo();
      }
      const left = Math.max(0, interval - (performance.now() - from));
      await pause(left, undefined, { signal }).catch(() => undefined);
    }
    return { lab, gone: false };
  } finally {
    signal.removeEventListener('abort', letGo);
    letGo();
  }
}

async function isGone(engine: Engine, lab: string): Promise<boolean> {
  return (await listContainers(engine, lab)).length === 0;
}

/** Whether it is what the engine or the lab says while nodes, or all of it, are removed or started. */
function mayPass(error: unknown): boolean {
  return error instanceof LabError || error instanceof EngineError;
}
