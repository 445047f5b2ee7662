import { describe, expect, it } from 'vitest';
import { type SharedGoal, watchShared } from '../../src/measure/settled-sharing.ts';
import { series } from './timeline.ts';

/** Whether a client is settled by a timeline; 28 answers in a row are asked for, over 100 ms. */
function isSettled(timeline: string, goal: Partial<SharedGoal> = {}): boolean {
  const watch = watchShared({
    ...{ since: 0, answers: 5, duration: 100_000, gone: [], all: [], among: 2 },
    ...goal,
  });
  for (const sample of series(timeline).samples) watch.add(sample);
  return watch.isSettled();
}

describe('watchShared', () => {
  it('takes any of the sites, and no loss among them', () => {
    expect(isSettled('fa'.repeat(14))).toBe(true);
    expect(isSettled('fa'.repeat(13))).toBe(false);
    expect(isSettled(`. ${'fa'.repeat(14)}`)).toBe(true);
    expect(isSettled(`${'fa'.repeat(14)} .`)).toBe(false);
    expect(isSettled('.a'.repeat(40))).toBe(false);
  });

  it('asks for more answers of a client that more sites share', () => {
    expect(isSettled('fab'.repeat(13), { among: 3 })).toBe(false);
    expect(isSettled('fab'.repeat(14), { among: 3 })).toBe(true);
  });

  it('wants those gone that are to go', () => {
    expect(isSettled('fa'.repeat(20), { gone: ['f'] })).toBe(false);
    expect(isSettled(`${'fa'.repeat(5)} ${'a'.repeat(28)}`, { gone: ['f'] })).toBe(true);
  });

  it('wants all of those that are to come', () => {
    expect(isSettled('a'.repeat(30), { all: ['a', 'f'] })).toBe(false);
    expect(isSettled(`f ${'a'.repeat(30)}`, { all: ['a', 'f'] })).toBe(false);
    expect(isSettled('fa'.repeat(14), { all: ['a', 'f'] })).toBe(true);
  });
});
