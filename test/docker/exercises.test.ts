/**
 * The exercises, followed to the letter: what their pages show is what happens.
 * Where the program prints something new, `UPDATE_EXERCISES=1` writes it into the pages; read them again then.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bundledExercises } from '../../src/cli/exercises.ts';
import { commandsOf, isShown, type PageCommand, rewrite, Student } from './support/exercise-page.ts';
import { labName } from './support/labs.ts';

const UPDATE = process.env['UPDATE_EXERCISES'] === '1';

it.each(bundledExercises())('exercise $number: $title', { timeout: 240_000 }, async (exercise) => {
  const student = new Student(exercise, labName('exercise'));
  const checks: number[] = [];
  const printed = new Map<PageCommand, readonly string[]>();
  try {
    for (const each of commandsOf(readFileSync(exercise.file, 'utf8'))) {
      const { exitCode, lines, stderr } = await student.run(each);
      printed.set(each, lines);
      if (/^anycast-lab exercise check /.test(each.command)) checks.push(exitCode);
      if (UPDATE || isShown(each.shown, lines)) continue;
      const where = `${exercise.file}:${each.line}: ${each.command}\n${stderr}`;
      expect(lines.join('\n'), where).toBe(each.shown.join('\n'));
      throw new Error(`differs, though not in a way that shows: ${where}`);
    }
  } finally {
    student.leave();
  }
  if (UPDATE) rewrite(exercise.file, printed);
  // There is something to bring about, and the page tells how.
  expect([checks[0], checks.at(-1)]).toEqual([1, 0]);
});
