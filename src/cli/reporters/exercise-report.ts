import chalk from 'chalk';
import type { ExerciseCheck } from '../../lab/check-exercise.ts';
import type { UpResult } from '../../lab/up.ts';
import { counted } from '../../report/words.ts';
import type { Exercise } from '../../topology/exercise.ts';
import { seconds } from './seconds.ts';
import { table } from './table.ts';

/** A line for each exercise. */
export function reportExercises(exercises: readonly Exercise[]): string {
  return table(
    ['NR', 'EXERCISE', 'TOPOLOGY', 'ABOUT'],
    exercises.map(({ number, name, topology, title }) => [String(number), name, topology, title]),
    [0],
  );
}

/** What an exercise is about, where to read it, and what is to be brought about. */
export function reportExerciseStart({ number, name, title, file, goals }: Exercise, up: UpResult): string {
  const state = up.changed
    ? `is up in ${seconds(up.seconds)}`
    : up.levers.length === 0
      ? 'is up already'
      : `is up already, with levers in force: ${up.levers.join(', ')}`;
  return [
    `${chalk.bold(`Exercise ${number}: ${title}`)}`,
    `The lab ${chalk.bold(up.lab)} ${state}.`,
    `Read:  ${file}`,
    'Goals:',
    ...goals.map(({ goal }) => `  ${goal}`),
    `Which of them hold: anycast-lab exercise check ${name}`,
  ].join('\n');
}

/** Each goal, whether it holds, and what was seen of what it is about. */
export function reportExerciseCheck({ goals, reached }: ExerciseCheck): string {
  const rows = goals.map(({ goal, holds, seen }) => [
    holds ? chalk.green('ok') : chalk.yellow('not yet'),
    goal,
    seen.join(', '),
  ]);
  const hold = goals.filter(({ holds }) => holds).length;
  return [
    table(['', 'GOAL', 'SEEN'], rows),
    reached ? 'All goals hold.' : `${hold} of ${counted(goals.length, 'goal')} hold.`,
  ].join('\n');
}
