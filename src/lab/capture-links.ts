/** Every link of a lab captured during a run, and what the packets tell of the queries that were lost. */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/connect.ts';
import { runProgram, streamContainerFile } from '../engine/exec.ts';
import { type CaptureResult, startAgent } from '../engine/fabric-agent.ts';
import type { RunRecord } from '../measure/failover.ts';
import type { CapturedPackets } from '../measure/forensics/forensics.ts';
import { collectEvidence } from '../measure/forensics/sightings.ts';
import { isLost } from '../measure/outage.ts';
import type { Lab } from './find-lab.ts';

/**
 * How large the file of a capture may become, in octets: 25 million packets, or 18 minutes at the rate that docs/adr/0011
 * speaks of. The agent also leaves some room on the disk to others.
 */
const LARGEST = 4 * 2 ** 30;

export interface LinkCapture {
  /**
   * Ends the capture, reads it, and removes its file; to be called when no query is under way any more.
   * @param record of the run; its lost queries are looked for
   * @throws EngineError where it had ended before, or cannot be read
   */
  stop(record: RunRecord): Promise<CapturedPackets>;
  /** Ends it without a result, as when the run failed. */
  abandon(): Promise<void>;
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
    stop: async (record) => {
      try {
        await agent.close();
        return await readPackets(engine, lab, file, record, await ended);
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

async function readPackets(
  engine: Engine,
  lab: Lab,
  file: string,
  record: RunRecord,
  { ports, packets, dropped, full, began, ended }: CaptureResult,
): Promise<CapturedPackets> {
  const collector = collectEvidence({
    ...{ plan: lab.plan, lost: record.series.flatMap(({ samples }) => samples.filter(isLost)) },
    ...{ clockOffset: began.offset / 1000 },
    ports: new Map(Object.entries(ports).map(([index, name]) => [Number(index), name])),
  });
  const pieces = streamContainerFile(engine, lab.fabric.id, `the fabric of ${lab.name}`, file);
  for await (const piece of pieces) collector.push(piece);
  return {
    evidence: collector.end(),
    ...{ packets, dropped, full, from: began.at, until: ended.at },
    clockShift: (ended.offset - began.offset) / 1000,
  };
}
