import { describe, expect, it } from 'vitest';
import { takeTurns } from '../../src/lab/turns.ts';

/** Fails at one turn. */
const failingAt = (bad: number) => (turn: number) =>
  turn === bad ? Promise.reject(new Error('it broke')) : Promise.resolve(turn);

describe('takeTurns', () => {
  it('takes as many as are wanted', async () => {
    expect(await takeTurns(3, failingAt(0))).toEqual({ done: [1, 2, 3], failure: null });
  });

  it('keeps what was done before one failed, and takes no more', async () => {
    const { done, failure } = await takeTurns(20, failingAt(19));
    expect(done).toHaveLength(18);
    expect(failure).toEqual({ turn: 19, error: new Error('it broke') });
  });

  it('fails with the first', async () => {
    await expect(takeTurns(3, failingAt(1))).rejects.toThrow('it broke');
  });
});
