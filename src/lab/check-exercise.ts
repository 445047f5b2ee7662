/** Which goals of an exercise hold in a lab that is up. */
import type { Engine } from '../engine/connect.ts';
import { listContainers } from '../engine/containers.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import { evaluateGoals, type GoalResult } from '../scenario/evaluate-goals.ts';
import type { Exercise } from '../topology/exercise.ts';
import { type Lab, openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { readLevers } from './levers-in-force.ts';
import { probeLab } from './probe.ts';

export interface ExerciseCheck {
  readonly exercise: string;
  readonly lab: string;
  readonly goals: readonly GoalResult[];
  /** All of them hold. */
  readonly reached: boolean;
}

/**
 * Asks from every client, looks which faults and levers are in force, and compares. It changes nothing.
 * @throws LabError `usage` where there is no such lab, or it is not one of the exercise's topology
 */
export async function checkExercise(
  engine: Engine,
  name: string,
  exercise: Exercise,
): Promise<ExerciseCheck> {
  if ((await listContainers(engine, name)).length === 0) {
    const start = `Start it: anycast-lab exercise start ${exercise.name}`;
    throw new LabError('usage', `there is no lab called ${name}`, start);
  }
  const lab = await openLab(engine, name);
  if (lab.plan.topology !== exercise.topology) {
    throw new LabError(
      'usage',
      `the lab ${name} runs ${lab.plan.topology}, and the exercise ${exercise.name} is about ${exercise.topology}`,
      'Name the lab that you did it in: --lab LAB',
    );
  }
  const [entries, faults, inForce] = await Promise.all([
    probeLab(engine, lab),
    faultsInForce(engine, lab),
    readLevers(engine, lab),
  ]);
  const levers = (inForce?.levers ?? []).map(({ text }) => text);
  const goals = evaluateGoals(exercise.goals, { plan: lab.plan, entries, faults, levers });
  return { exercise: exercise.name, lab: name, goals, reached: goals.every(({ holds }) => holds) };
}

async function faultsInForce(engine: Engine, lab: Lab) {
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  try {
    return await agent.ask('faults', {});
  } finally {
    await agent.close();
  }
}
