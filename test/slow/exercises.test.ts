/** The exercises that test/docker leaves out, to be done in time. */
import { it } from 'vitest';
import { bundledExercises } from '../../src/cli/exercises.ts';
import { follow, isFollowedAlways } from '../docker/support/follow-exercise.ts';

const OTHERS = bundledExercises().filter((exercise) => !isFollowedAlways(exercise));

it.each(OTHERS)('exercise $number: $title', { timeout: 240_000 }, follow);
