/**
 * The exercises, followed to the letter: what their pages show is what happens. Where the program prints something new,
 * `UPDATE_EXERCISES=1` writes it into the pages; read them again then. The others are in test/slow.
 */
import { it } from 'vitest';
import { bundledExercises } from '../../src/cli/exercises.ts';
import { follow, isFollowedAlways } from './support/follow-exercise.ts';

const ALWAYS = bundledExercises().filter(isFollowedAlways);

it.each(ALWAYS)('exercise $number: $title', { timeout: 240_000 }, follow);
