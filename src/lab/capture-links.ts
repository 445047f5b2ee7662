/** Every link of a lab captured for a while, and what the packets tell. */
import { randomUUID } from 'node:crypto';
import type { CaptureResult } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { streamContainerFile } from '../engine/container-files.ts';
import { runProgram } from '../engine/exec.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import type { CapturedPackets } from '../measure/forensics/forensics.ts';
import type { Lab } from './find-lab.ts';

/**
 * How large the file of a capture may become, in octets: 25 million packets, or 18 minutes at the rate that docs/adr/0011
 * speaks of. The agent also leaves some room on the disk to others.
 */
const LARGEST = 4 * 2 ** 30;

export interface LinkCapture {
  /**
   * Ends the capture, hands its file to a collector piece by piece, and removes it; to be called when nothing of interest is
   * under way any more.
   * @throws EngineError where it had ended before, or cannot be read
   */
  stop<T>(collect: (context: CapturedContext) => Collector<T>): Promise<Captured<T>>;
  /** Ends it without a result, as when the run failed. */
  abandon(): Promise<void>;
}

/** What is needed to put names and times to the packets of a capture. */
export interface CapturedContext {
  /** Names of the fabric's ports by interface index. */
  readonly ports: ReadonlyMap<number, string>;
  /** CLOCK_REALTIME less CLOCK_MONOTONIC, in µs. */
  readonly clockOffset: number;
}

interface Collector<T> {
  push(piece: Uint8Array): void;
  end(): T;
}

/** What was collected, and whether the capture is whole: every packet between `from` and `until` was seen. */
export interface Captured<T> extends Omit<CapturedPackets, 'evidence'> {
  readonly collected: T;
}

/** Starts to capture; every packet is seen from when this returns. */
export async function startCapture(engine: Engine, lab: Lab): Promise<LinkCapture> {
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const file = `/tmp/links-${randomUUID()}.pcap`;
  const remove = async (): Promise<void> => {
    await runProgram(engine, lab.fabric.id, `the fabric of ${lab.name}`, ['rm', '-f', file]);
  };
  let capturing = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    capturing = resolve;
  });
  const ended = agent.ask('capture', { file, most: LARGEST }, () => capturing());
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
    stop: async (collect) => {
      try {
        await agent.close();
        return await readPackets(engine, lab, file, await ended, collect);
      } finally {
        await remove();
      }
    },
    abandon: async () => {
      await agent.close();
      await remove();
    },
  };
}

async function readPackets<T>(
  engine: Engine,
  lab: Lab,
  file: string,
  { ports, packets, dropped, full, began, ended }: CaptureResult,
  collect: (context: CapturedContext) => Collector<T>,
): Promise<Captured<T>> {
  const collector = collect({
    clockOffset: began.offset / 1000,
    ports: new Map(Object.entries(ports).map(([index, name]) => [Number(index), name])),
  });
  const pieces = streamContainerFile(engine, lab.fabric.id, `the fabric of ${lab.name}`, file);
  for await (const piece of pieces) collector.push(piece);
  return {
    collected: collector.end(),
    ...{ packets, dropped, full, from: began.at, until: ended.at },
    clockShift: (ended.offset - began.offset) / 1000,
  };
}
