/** What is there already under a lab's name. */
import type { Engine } from '../engine/connect.ts';
import { type ContainerSummary, listContainers } from '../engine/containers.ts';
import { diffPlans } from '../plan/diff-plans.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';

/** Same lab and all of it runs; or nothing; or something that has to go first, and what to tell the user of it. */
export type ExistingLab =
  | { readonly state: 'none' }
  | { readonly state: 'same' }
  | {
      readonly state: 'different';
      readonly containers: readonly ContainerSummary[];
      readonly refusal: LabError;
    };

/** Compares the lab of the plan's name, if there is one, with the plan. */
export async function examineExisting(engine: Engine, plan: LabPlan): Promise<ExistingLab> {
  const containers = await listContainers(engine, plan.name);
  if (containers.length === 0) return { state: 'none' };
  const differences = await differencesOf(engine, plan, containers);
  if (differences.length === 0) return { state: 'same' };
  const shown =
    differences.length > 12
      ? [...differences.slice(0, 12), `and ${differences.length - 12} more`]
      : differences;
  return {
    state: 'different',
    containers,
    refusal: new LabError(
      'usage',
      `the lab ${plan.name} is up, but not as the topology says:\n${shown.map((line) => `  ${line}`).join('\n')}`,
      'Build it anew with --reconfigure, or start a second lab with --name.',
    ),
  };
}

async function differencesOf(
  engine: Engine,
  plan: LabPlan,
  containers: readonly ContainerSummary[],
): Promise<readonly string[]> {
  try {
    const lab = await openLab(engine, plan.name);
    const dead = containers.filter((container) => !container.running).map((c) => `${c.node} is not running`);
    const missing = lab.plan.nodes
      .filter((n) => !lab.containers.has(n.name))
      .map((n) => `${n.name} has no container`);
    return [...diffPlans(lab.plan, plan), ...missing, ...dead];
  } catch (error) {
    if (error instanceof LabError) return [error.message];
    throw error;
  }
}
