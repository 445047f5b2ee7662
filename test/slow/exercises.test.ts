/** The exercises that test/docker leaves out, as they measure much. */
import { it } from 'vitest';
import { bundledExercises } from '../../src/cli/exercises.ts';
import { follow, isLong } from '../docker/support/follow-exercise.ts';

const LONG = bundledExercises().filter(isLong);

it.each(LONG)('exercise $number: $title', { timeout: 240_000 }, follow);
