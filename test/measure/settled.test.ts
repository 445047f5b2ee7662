import { describe, expect, it } from 'vitest';
import { type SettledOptions, watchSettled } from '../../src/measure/settled.ts';
import { INTERVAL, query, series } from './timeline.ts';

/** Five in a row, over four intervals. */
const OPTIONS: SettledOptions = { since: 25_000, answers: 5, duration: 4 * INTERVAL, gone: 'f' };

function settled(timeline: string, options: Partial<SettledOptions> = {}): boolean {
  const watch = watchSettled({ ...OPTIONS, ...options });
  for (const sample of series(timeline).samples) watch.add(sample);
  return watch.isSettled();
}

describe('watchSettled', () => {
  it('is settled after as many answers in a row from one site', () => {
    expect(settled('fff ..aaaa')).toBe(false);
    expect(settled('fff ..aaaaa')).toBe(true);
  });

  it('asks for the duration as well as for the number', () => {
    expect(settled('fff aaaaa', { duration: 5 * INTERVAL })).toBe(false);
    expect(settled('fff aaaaaa', { duration: 5 * INTERVAL })).toBe(true);
    expect(settled('fff aaaaa', { answers: 6 })).toBe(false);
  });

  it('counts nothing from before the fault, and nothing from the site that is gone', () => {
    expect(settled('aaaaaaaaa', { since: 55_000 })).toBe(false);
    expect(settled('fff fffffff')).toBe(false);
    expect(settled('fff fffffff', { gone: 'a' })).toBe(true);
  });

  it('counts only what the site from before answers, where that one has to come back', () => {
    expect(settled('fff aaaaaaa', { home: 'f', gone: 'x' })).toBe(false);
    expect(settled('fff aaaaaffff', { home: 'f', gone: 'x' })).toBe(false);
    expect(settled('fff aaaaafffff', { home: 'f', gone: 'x' })).toBe(true);
  });

  it('begins again at a loss, a late answer, an error or another site', () => {
    for (const fate of ['.', 'L', 'r', 'b', 'x']) expect(settled(`fff aaa${fate}aaaa`)).toBe(false);
    for (const fate of ['L', 'r']) expect(settled(`fff fff${fate}ffff`, { gone: 'a' })).toBe(false);
    expect(settled('fff aaaaaaa.')).toBe(false);
    expect(settled('fff aaa.aaaaa')).toBe(true);
  });

  it('waits for a query that is still under way', () => {
    const watch = watchSettled(OPTIONS);
    for (const seq of [3, 4, 6, 7]) watch.add(query(seq, 'a'));
    expect(watch.isSettled()).toBe(false);
    watch.add(query(5, 'a'));
    expect(watch.isSettled()).toBe(true);
  });

  it('joins rows in whatever order their queries are answered', () => {
    for (const order of [
      [7, 6, 5, 4, 3],
      [3, 7, 5, 4, 6],
      [5, 3, 7, 6, 4],
    ]) {
      const watch = watchSettled(OPTIONS);
      for (const [index, seq] of order.entries()) {
        expect(watch.isSettled(), `${order} after ${index}`).toBe(false);
        watch.add(query(seq, 'a'));
      }
      expect(watch.isSettled()).toBe(true);
    }
  });

  it('settles after thousands of rows as after one', () => {
    const watch = watchSettled({ ...OPTIONS, gone: 'a' });
    for (let seq = 3; seq < 5000; seq++) watch.add(query(seq, seq % 5 === 0 ? '.' : 'a'));
    expect(watch.isSettled()).toBe(false);
    for (let seq = 5000; seq < 5005; seq++) watch.add(query(seq, 'f'));
    expect(watch.isSettled()).toBe(true);
  });

  it('does not mind an old loss that is reported late', () => {
    const watch = watchSettled(OPTIONS);
    for (const seq of [4, 5, 6, 7, 8]) watch.add(query(seq, 'a'));
    watch.add(query(3, '.'));
    expect(watch.isSettled()).toBe(true);
  });
});
