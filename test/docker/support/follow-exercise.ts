/** An exercise followed to the letter, in a lab of its own. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Exercise } from '../../../src/topology/exercise.ts';
import { commandsOf, isShown, type PageCommand, rewrite, Student } from './exercise-page.ts';
import { labName } from './labs.ts';

/** Where the program prints something new, it is written into the pages, which somebody should read again then. */
const UPDATE = process.env['UPDATE_EXERCISES'] === '1';

/** One for each run of all tests; the others are followed on request. */
const FOLLOWED_ALWAYS: readonly string[] = ['policy-before-distance'];

export function isFollowedAlways({ name }: Exercise): boolean {
  return FOLLOWED_ALWAYS.includes(name);
}

/** Runs the commands of a page, and fails where they print something else than it shows. */
export async function follow(exercise: Exercise): Promise<void> {
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
    }
  } finally {
    student.leave();
  }
  if (UPDATE) rewrite(exercise.file, printed);
  // There is something to bring about, and the page tells how.
  expect([checks[0], checks.at(-1)]).toEqual([1, 0]);
}
