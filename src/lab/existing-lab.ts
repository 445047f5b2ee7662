/** What is there already under a lab's name. */
import type { Engine } from '../engine/connect.ts';
import { type ContainerSummary, listContainers } from '../engine/containers.ts';
import { diffPlans } from '../plan/diff-plans.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { withPolicies } from '../plan/levers/apply-levers.ts';
import { type Lab, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { readLevers } from './levers-in-force.ts';

/** Same lab and all of it runs; or nothing; or something that has to go first, and what to tell the user of it. */
export type ExistingLab =
  | { readonly state: 'none' }
  /** `levers`: those that were pulled since it came up, and are in force. */
  | { readonly state: 'same'; readonly levers: readonly string[] }
  | {
      readonly state: 'different';
      readonly containers: readonly ContainerSummary[];
      readonly refusal: LabError;
    };

/**
 * Compares the lab of the plan's name, if there is one, with the plan.
 * @throws LabError `busy` where another process is starting it
 */
export async function examineExisting(engine: Engine, plan: LabPlan): Promise<ExistingLab> {
  const containers = await listContainers(engine, plan.name);
  if (containers.length === 0) return { state: 'none' };
  let lab: Lab;
  try {
    lab = await openLab(engine, plan.name);
  } catch (error) {
    // Left half made, or by another version: what the error says of it holds here too.
    if (error instanceof LabError && error.code === 'usage') {
      return { state: 'different', containers, refusal: error };
    }
    throw error;
  }
  const inForce = await readLevers(engine, lab);
  const unpulled = inForce === null ? lab.plan : withPolicies(lab.plan, inForce.policies);
  const differences = differencesOf({ ...lab, plan: unpulled }, plan, containers);
  if (differences.length === 0) {
    return { state: 'same', levers: (inForce?.levers ?? []).map(({ text }) => text) };
  }
  return { state: 'different', containers, refusal: refusal(lab.plan, plan, differences) };
}

function differencesOf(lab: Lab, plan: LabPlan, containers: readonly ContainerSummary[]): readonly string[] {
  const dead = containers.filter((container) => !container.running).map((c) => `${c.node} is not running`);
  const missing = lab.plan.nodes
    .filter((n) => !lab.containers.has(n.name))
    .map((n) => `${n.name} has no container`);
  return [...diffPlans(lab.plan, plan), ...missing, ...dead];
}

/** How many differences are listed. */
const SHOWN = 12;

/**
 * Why a lab that is up is not taken for the one that was asked for. Of two topologies with different names nobody wants to
 * read how they differ.
 */
export function refusal(
  existing: Pick<LabPlan, 'topology'>,
  plan: Pick<LabPlan, 'name' | 'topology'>,
  differences: readonly string[],
): LabError {
  const hint = 'Build it anew with --reconfigure, or start a second lab with --name.';
  if (existing.topology !== plan.topology) {
    const what = `the lab ${plan.name} is up, but runs another topology: ${existing.topology}, not ${plan.topology}`;
    return new LabError('usage', what, hint);
  }
  const rest = differences.length - SHOWN;
  const shown = rest > 0 ? [...differences.slice(0, SHOWN), `and ${rest} more`] : differences;
  const lines = shown.map((line) => `  ${line}`).join('\n');
  return new LabError('usage', `the lab ${plan.name} is up, but not as the topology says:\n${lines}`, hint);
}
