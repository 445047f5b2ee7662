import { join } from 'node:path';
import { Command } from 'commander';
import { labMeant } from '../../lab/find-lab.ts';
import { LabError } from '../../lab/lab-error.ts';
import { up } from '../../lab/up.ts';
import type { Exercise } from '../../topology/exercise.ts';
import { BUNDLED } from '../bundled.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportExerciseCheck, reportExerciseStart, reportExercises } from '../reporters/exercise-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab exercise list
  $ anycast-lab exercise start 2      its lab, under the name of the exercise
  $ anycast-lab exercise check 2      which of its goals hold now; exit 1 where some do not yet`;

interface Flags {
  readonly lab?: string;
  readonly json?: boolean;
}

export function exerciseCommand(context: Context): Command {
  const list = new Command('list')
    .description('show which exercises there are')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      // It brings the libraries for YAML and schemas.
      const { bundledExercises } = await import('../exercises.ts');
      context.print(bundledExercises(), flags.json, reportExercises);
    });
  const start = withName(new Command('start'))
    .description("start an exercise's lab, and show its goals; safe to repeat")
    .action(async (name: string, flags: Flags) => {
      const { findExercise } = await import('../exercises.ts');
      const exercise = findExercise(name);
      const result = await startLab(context, exercise, labOf(exercise, flags));
      context.print({ exercise, ...result }, flags.json, () => reportExerciseStart(exercise, result));
    });
  const check = withName(new Command('check'))
    .description("say which of an exercise's goals hold in its lab now; exit 1 where some do not yet")
    .action(async (name: string, flags: Flags) => {
      const { findExercise } = await import('../exercises.ts');
      const { checkExercise } = await import('../../lab/check-exercise.ts');
      const exercise = findExercise(name);
      const result = await checkExercise(await context.connect(), labOf(exercise, flags), exercise);
      if (!result.reached) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportExerciseCheck);
    });
  const exercise = new Command('exercise')
    .description('classroom exercises: a page to read, a lab to try it in, and goals that can be checked')
    .addHelpText('after', EXAMPLES);
  for (const command of [list, start, check]) exercise.addCommand(command);
  return exercise;
}

function withName(command: Command): Command {
  return command
    .argument('<exercise>', 'its name or number')
    .option('--lab <lab>', 'the lab (default: $ANYCAST_LAB, or of the name of the exercise)')
    .option('--json', 'print JSON');
}

function labOf(exercise: Exercise, { lab }: Flags): string {
  return labMeant(lab) ?? exercise.name;
}

async function startLab(context: Context, { name, topology }: Exercise, lab: string) {
  const { loadTopology, planNamed } = await import('../topology-file.ts');
  const loaded = loadTopology(join(BUNDLED, `${topology}.yaml`));
  const plan = planNamed(loaded.topology, lab);
  const signal = context.signal();
  const engine = await context.connect();
  try {
    return await context.withProgress((onProgress) =>
      up(engine, plan, {
        file: loaded.file,
        source: loaded.source,
        timeout: Math.max(120, plan.nodes.length),
        ...{ keep: false, reconfigure: false, ignoreImpairments: false, signal, onProgress },
      }),
    );
  } catch (error) {
    // What `up` advises are options of its own.
    if (!(error instanceof LabError) || error.code !== 'usage') throw error;
    const anew = `Begin anew: anycast-lab down ${lab}, then: anycast-lab exercise start ${name}`;
    throw new LabError('usage', error.message, anew);
  }
}
