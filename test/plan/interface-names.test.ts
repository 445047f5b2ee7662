import { describe, expect, it } from 'vitest';
import { interfaceNames } from '../../src/plan/interface-names.ts';
import type { Segment } from '../../src/plan/segments.ts';

const session = (name: string, a: string, b: string): Segment => ({ name, kind: 'session', members: [a, b] });

describe('interfaceNames', () => {
  it('names interfaces after the node at the other end', () => {
    const lan: Segment = { name: 'lan:fra', kind: 'lan', members: ['fra', 'ns1.fra'] };
    const access: Segment = { name: 'access:paris', kind: 'access', members: ['fra', 'paris'] };
    const up = session('up', 'transit', 'fra');
    const names = interfaceNames('fra', [lan, up, access]);
    expect(Object.fromEntries(names)).toEqual({
      'lan:fra': 'lan',
      up: 'to-transit',
      'access:paris': 'to-paris',
    });
    expect([...interfaceNames('ns1.fra', [lan]).values()]).toEqual(['eth0']);
    expect([...interfaceNames('paris', [access]).values()]).toEqual(['eth0']);
    expect([...interfaceNames('transit', [up]).values()]).toEqual(['to-fra']);
  });

  it('keeps a name of 15 characters and hashes one of 16', () => {
    const names = interfaceNames('a', [
      session('x', 'a', 'twelve-chars'),
      session('y', 'a', 'thirteen-char'),
    ]);
    expect(names.get('x')).toBe('to-twelve-chars');
    expect(names.get('y')).toMatch(/^to-[0-9a-f]{10}$/);
  });

  it('hashes both of two links to one node', () => {
    const names = interfaceNames('a', [
      session('x', 'a', 'b'),
      session('y', 'b', 'a'),
      session('z', 'a', 'c'),
    ]);
    expect(names.get('x')).toMatch(/^to-[0-9a-f]{10}$/);
    expect(names.get('y')).toMatch(/^to-[0-9a-f]{10}$/);
    expect(names.get('x')).not.toBe(names.get('y'));
    expect(names.get('z')).toBe('to-c');
  });

  it('leaves the name of a node that looks like a hash to that node', () => {
    const long = session('x', 'a', 'a-very-long-router-name');
    const hash = interfaceNames('a', [long]).get('x') ?? '';
    const names = interfaceNames('a', [long, session('y', 'a', hash.slice('to-'.length))]);
    expect(names.get('y')).toBe(hash);
    expect(names.get('x')).not.toBe(hash);
  });
});
