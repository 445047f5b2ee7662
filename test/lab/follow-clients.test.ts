import { afterEach, describe, expect, it, vi } from 'vitest';
import { followClients } from '../../src/lab/follow-clients.ts';
import type { Progress } from '../../src/lab/progress.ts';
import { query } from '../measure/timeline.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('followClients', () => {
  it('tells who answers each client and what it has lost, ten times a second at most', () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const told: Progress[] = [];
    const follow = followClients((progress) => told.push(progress));
    for (const fate of ['f', 'f', '.', 'n']) follow(query(told.length, fate));
    expect(told).toEqual([]);
    now = 100;
    follow({ ...query(4, 'n'), family: 6 });
    follow(query(5, '.'));
    expect(told).toEqual([{ kind: 'clients', clients: [{ client: 'c1', sites: ['n'], lost: 1 }] }]);
    now = 250;
    follow({ ...query(6, 'a'), family: 6 });
    expect(told[1]).toMatchObject({ clients: [{ sites: ['n', 'a'], lost: 2 }] });
  });
});
