/** Faults outside a measured run: applied and left in force, and a list of them. */
import type { Engine } from '../engine/connect.ts';
import { type FaultRecord, startAgent } from '../engine/fabric-agent.ts';
import type { ChangeInstant } from '../measure/failover.ts';
import type { FaultSpec } from '../topology/topology.ts';
import { applyFault } from './apply-fault.ts';
import { claimToChange } from './claim-lab.ts';
import { openLab } from './find-lab.ts';

export interface FaultResult {
  readonly lab: string;
  readonly fault: FaultSpec;
  /** Whether it stays in force until it is restored. */
  readonly inForce: boolean;
  readonly instants: readonly ChangeInstant[];
}

/**
 * Applies a fault to a lab that is up. Errors as of applyFault.
 * @throws LabError `usage` where another command measures the lab
 */
export async function fault(
  engine: Engine,
  labName: string | undefined,
  spec: FaultSpec,
  signal: AbortSignal,
): Promise<FaultResult> {
  const lab = await openLab(engine, labName);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    await claimToChange(lab.name, agent);
    const applied = await applyFault({ engine, lab, agent, signal }, spec);
    return {
      lab: lab.name,
      fault: spec,
      inForce: applied.fault.passes !== true,
      instants: applied.instants,
    };
  } finally {
    await agent.close();
  }
}

export interface FaultList {
  readonly lab: string;
  readonly faults: readonly FaultRecord[];
}

/** The faults that are in force in a lab, in the order in which they were applied. */
export async function listFaults(engine: Engine, labName: string | undefined): Promise<FaultList> {
  const lab = await openLab(engine, labName);
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    return { lab: lab.name, faults: await agent.ask('faults', {}) };
  } finally {
    await agent.close();
  }
}
