import { describe, expect, it } from 'vitest';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import { checkWithFrr, decide } from '../../src/explain/decision.ts';
import type { Bestpath } from '../../src/topology/topology.ts';
import { randomNumbers } from '../report/results.ts';

function path(changes: Partial<BgpPath> = {}): BgpPath {
  return {
    ...{
      neighbor: '10.0.0.1',
      session: '10.0.0.1',
      nextHop: '10.0.0.1',
      weight: 0,
      localPref: 100,
      asPath: [1],
      origin: 'igp',
    },
    ...{ med: 0, igpMetric: 0, learned: 'ebgp', routerId: '10.0.0.1', since: 0, communities: [] },
    ...{ reflections: 0, multipath: false },
    ...{ valid: true, best: false, reason: null },
    ...changes,
  };
}

/** The steps that decided, and the number of the path that was left. */
function verdict(paths: readonly BgpPath[], bestpath: Bestpath = 'router-id') {
  const { best, steps } = decide(paths, bestpath);
  return [...steps.map(({ criterion }) => criterion), best === null ? null : paths.indexOf(best)];
}

describe('the ladder', () => {
  it.each([
    ['weight', { weight: 1, localPref: 1 }],
    ['local-pref', { localPref: 101, asPath: [1, 2] }],
    ['own', { learned: 'local', asPath: [1, 2], neighbor: null }],
    ['as-path', { asPath: [], origin: 'egp' }],
    ['origin', { med: 9 }, { origin: 'incomplete' }],
    ['med', { med: 4, routerId: '10.0.0.9' }, { med: 5 }],
    ['ebgp', { igpMetric: 5 }, { learned: 'ibgp' }],
    ['igp-metric', { routerId: '10.0.0.9' }, { igpMetric: 5 }],
    ['router-id', { routerId: '9.255.0.1', neighbor: '10.0.0.9' }],
    ['cluster-list', { neighbor: '10.0.0.9' }, { reflections: 1 }],
    ['neighbor', { neighbor: '9.0.0.1' }],
  ] as const)('decides by %s, whatever comes after it', (criterion, winner, loser?: Partial<BgpPath>) => {
    expect(verdict([path(loser), path(winner)])).toEqual([criterion, 1]);
    expect(verdict([path(winner), path(loser)])).toEqual([criterion, 0]);
  });

  it('compares MED within one neighbouring AS only', () => {
    const low = path({ med: 1, asPath: [1], routerId: '10.0.0.3' });
    const high = path({ med: 2, asPath: [1], routerId: '10.0.0.1' });
    const other = path({ med: 9, asPath: [2], routerId: '10.0.0.2' });
    expect(verdict([low, high, other])).toEqual(['med', 'router-id', 2]);
  });

  it('keeps the path of an eBGP neighbour that FRR has chosen already where the router is to, and not else', () => {
    const paths = [path({ since: 4, routerId: '10.0.0.1' }), path({ routerId: '10.0.0.2', best: true })];
    expect(verdict(paths, 'oldest')).toEqual(['oldest', 1]);
    expect(verdict(paths)).toEqual(['router-id', 0]);
    const [first, second] = paths as [BgpPath, BgpPath];
    expect(verdict([first, { ...second, learned: 'ibgp' }], 'oldest')).toEqual(['ebgp', 0]);
  });

  it('compares addresses as numbers, over IPv6 too', () => {
    expect(verdict([path({ neighbor: '3fff::10' }), path({ neighbor: '3fff::9' })])).toEqual(['neighbor', 1]);
    expect(verdict([path({ routerId: '10.0.10.1' }), path({ routerId: '10.0.9.1' })])).toEqual([
      'router-id',
      1,
    ]);
  });

  it('leaves out what is not valid', () => {
    expect(verdict([path({ weight: 9, valid: false }), path()])).toEqual([1]);
    expect(verdict([])).toEqual([null]);
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'chooses what comparing pair by pair does (%i)',
    (seed) => {
      const random = randomNumbers(seed + 1);
      const few = (count: number) => Math.floor(random() * count);
      const paths = Array.from({ length: 2 + few(4) }, (_, index) =>
        path({
          ...{ weight: few(2), localPref: few(2), asPath: [few(2), few(2)].slice(few(2)), med: few(3) },
          ...{ learned: few(3) === 0 ? 'ibgp' : 'ebgp', igpMetric: few(2), routerId: `10.0.0.${few(3)}` },
          neighbor: `10.0.1.${index}`,
        }),
      );
      // FRR with deterministic-med: the best of each neighbouring AS first, then the best of these.
      const groups = group(paths);
      const winners = [...groups.values()].map((rivals) => rivals.reduce(better));
      expect(decide(paths, 'router-id').best).toBe(winners.reduce(better));
    },
  );
});

function group(paths: readonly BgpPath[]): Map<number | undefined, BgpPath[]> {
  const groups = new Map<number | undefined, BgpPath[]>();
  for (const each of paths) groups.set(each.asPath[0], [...(groups.get(each.asPath[0]) ?? []), each]);
  return groups;
}

/** One against another, as a router does it; written without the ladder. */
function better(a: BgpPath, b: BgpPath): BgpPath {
  const last = (address: string | null) => Number(address?.split('.').at(-1));
  const differences = [
    b.weight - a.weight,
    b.localPref - a.localPref,
    a.asPath.length - b.asPath.length,
    a.asPath[0] === b.asPath[0] ? a.med - b.med : 0,
    Number(a.learned === 'ibgp') - Number(b.learned === 'ibgp'),
    a.igpMetric - b.igpMetric,
    last(a.routerId) - last(b.routerId),
    last(a.neighbor) - last(b.neighbor),
  ];
  return (differences.find((difference) => difference !== 0) ?? 0) <= 0 ? a : b;
}

describe('the check against FRR', () => {
  const paths = (reason: string | null, best: number) => [
    path({ localPref: 200, neighbor: '10.0.0.1', best: best === 0, reason: best === 0 ? reason : null }),
    path({ localPref: 150, neighbor: '10.0.0.2', best: best === 1, reason: best === 1 ? reason : null }),
    path({ localPref: 200, asPath: [1, 2], neighbor: '10.0.0.3' }),
  ];
  const check = (all: readonly BgpPath[]) => checkWithFrr(all, decide(all, 'router-id'), 'router-id');

  it('takes the reason against any of the others', () => {
    expect(check(paths('Local Pref', 0))).toBe('agrees');
    expect(check(paths('AS Path', 0))).toBe('agrees');
  });

  it('takes no reason, and none that a comparison has given', () => {
    expect(check(paths(null, 0))).toBe('agrees');
    expect(check(paths('First path received', 0))).toBe('agrees');
  });

  it('tells another path from a reason that holds against no other path any more', () => {
    expect(check(paths('Local Pref', 1))).toBe('other-path');
    expect(check(paths(null, 2))).toBe('other-path');
    expect(check(paths('Router ID', 0))).toBe('old-reason');
  });
});
