import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';

export interface LabSummary {
  readonly lab: string;
  /** `up`; or `incomplete`: some of its containers are gone or do not run. */
  readonly state: 'up' | 'incomplete';
  readonly containers: number;
  readonly running: number;
  /** Hash of the plan it was made from. */
  readonly topology: string;
  /** Of the anycast-lab that made it. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The labs there are, in whatever state. */
export async function listLabs(engine: Engine): Promise<readonly LabSummary[]> {
  const all = await listContainers(engine);
  return [...new Set(all.map((container) => container.lab))].map((lab) => {
    const containers = all.filter((container) => container.lab === lab);
    const running = containers.filter((container) => container.running).length;
    const size = 1 + Math.max(0, ...containers.map((container) => container.size));
    return {
      lab,
      state: size > 1 && running === size ? 'up' : 'incomplete',
      containers: Math.max(size, containers.length),
      running,
      topology: containers[0]?.topology ?? '',
      version: containers[0]?.version ?? '',
      createdAt: new Date(Math.min(...containers.map((c) => c.createdAt)) * 1000).toISOString(),
    };
  });
}
