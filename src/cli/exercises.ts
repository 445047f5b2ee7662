/** The exercises that come with the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../lab/lab-error.ts';
import type { Exercise } from '../topology/exercise.ts';
import { formatDiagnostic } from '../topology/messages.ts';
import { nearest } from '../topology/names.ts';
import { parseExercise } from '../topology/parse-exercise.ts';

/** The folder with their pages; its README.md is none. */
const EXERCISES = fileURLToPath(new URL('../../docs/exercises/', import.meta.url));

/** All of them, in their order. */
export function bundledExercises(): readonly Exercise[] {
  return readdirSync(EXERCISES)
    .filter((file) => /^\d\d-.*\.md$/.test(file))
    .toSorted()
    .map((file) => readExercise(join(EXERCISES, file)));
}

/**
 * An exercise by its name or its number.
 * @throws LabError `usage` where there is none
 */
export function findExercise(text: string): Exercise {
  const all = bundledExercises();
  const found = all.find(({ name, number }) => name === text || String(number) === text.replace(/^0/, ''));
  if (found !== undefined) return found;
  const close = nearest(
    text,
    all.map(({ name }) => name),
  );
  throw new LabError(
    'usage',
    `there is no exercise ${JSON.stringify(text.replace(/\p{Cc}/gu, '?').slice(0, 80))}`,
    close === undefined ? 'See which there are: anycast-lab exercise list' : `Did you mean ${close}?`,
  );
}

function readExercise(file: string): Exercise {
  const parsed = parseExercise(readFileSync(file, 'utf8'), file);
  if ('exercise' in parsed) return parsed.exercise;
  throw new LabError('usage', parsed.diagnostics.map(formatDiagnostic).join('\n'));
}
