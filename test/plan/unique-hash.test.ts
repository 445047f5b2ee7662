import { describe, expect, it } from 'vitest';
import { uniqueHash } from '../../src/plan/unique-hash.ts';

describe('uniqueHash', () => {
  it('gives the same name for the same thing and records it', () => {
    const taken = new Set<string>();
    const name = uniqueHash(taken, ['link', 'node'], (digest) => digest.slice(0, 10));
    expect(uniqueHash(new Set(), ['link', 'node'], (digest) => digest.slice(0, 10))).toBe(name);
    expect([...taken]).toEqual([name]);
  });

  it('tells apart what would be the same text run together', () => {
    const name = (...identity: string[]) => uniqueHash(new Set(), identity, (digest) => digest);
    expect(name('ab', 'c')).not.toBe(name('a', 'bc'));
  });

  it('goes on to another name when the first ones are taken', () => {
    // One digit leaves sixteen names, so collisions are certain.
    const taken = new Set<string>();
    const names = Array.from({ length: 16 }, (_, index) =>
      uniqueHash(taken, [`link${index}`], (digest) => digest.slice(0, 1)),
    );
    expect(new Set(names).size).toBe(16);
  });
});
