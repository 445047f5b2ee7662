/** Whose a lab is for the moment. A claim is the agent's and ends with its conversation, whatever the end of that. */
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { LabError } from './lab-error.ts';

/**
 * Claims a lab to measure it: nobody else may change it or measure it meanwhile.
 * @throws LabError `usage` where another command does
 */
export async function claimToMeasure(lab: string, agent: FabricAgent): Promise<void> {
  if (await agent.ask('claim', {})) return;
  throw measured(lab);
}

/**
 * Claims a lab to change it: several commands may at once, but none while another measures it, as neither it nor who reads its
 * figures could know of the change.
 * @throws LabError `usage` where another command measures it
 */
export async function claimToChange(lab: string, agent: FabricAgent): Promise<void> {
  if (await agent.ask('claim', { shared: true })) return;
  throw measured(lab);
}

function measured(lab: string): LabError {
  return new LabError('usage', `${lab} is being measured by another command`, 'Wait until it has ended.');
}
