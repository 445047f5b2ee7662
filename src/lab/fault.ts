/** Faults outside a measured run: applied and left in force, and a list of them. */

import type { FaultRecord } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import type { ChangeInstant } from '../measure/failover.ts';
import type { FaultSpec } from '../topology/topology.ts';
import { applyFault } from './apply-fault.ts';
import { claimToChange } from './claim-lab.ts';
import { type Lab, openLab } from './find-lab.ts';
import { type LeverInForce, readLevers } from './levers-in-force.ts';

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
  readonly levers: readonly LeverInForce[];
}

/** The faults that are in force in a lab, and the levers that were pulled, each in the order in which that was done. */
export async function listFaults(engine: Engine, labName: string | undefined): Promise<FaultList> {
  const lab = await openLab(engine, labName);
  const levers = (await readLevers(engine, lab))?.levers ?? [];
  return { lab: lab.name, faults: await faultsIn(engine, lab), levers };
}

/** The faults that are in force in a lab that is open. */
export async function faultsIn(engine: Engine, lab: Lab): Promise<readonly FaultRecord[]> {
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    return await agent.ask('faults', {});
  } finally {
    await agent.close();
  }
}
