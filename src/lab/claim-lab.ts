/** Whose a lab is for the moment. A claim is the agent's and ends with its conversation, whatever the end of that. */
import type { FabricAgent } from '../engine/fabric-agent.ts';
import { LabError } from './lab-error.ts';

/**
 * Claims a lab to change it: several commands may at once, but none while another measures it, as neither it nor who reads its
 * figures could know of the change.
 * @throws LabError `usage` where another command measures it
 */
export async function claimToChange(lab: string, agent: FabricAgent): Promise<void> {
  if (await agent.ask('claim', { shared: true })) return;
  throw new LabError('usage', `${lab} is being measured by another command`, 'Wait until it has ended.');
}
