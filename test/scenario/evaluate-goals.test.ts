import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CatchmentEntry } from '../../src/measure/catchment.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { evaluateGoals, type LabSight } from '../../src/scenario/evaluate-goals.ts';
import type { Goal } from '../../src/topology/exercise.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const file = new URL('../../topologies/minimal.yaml', import.meta.url);
const parsed = parseTopology(readFileSync(file, 'utf8'), 'minimal.yaml');
if ('diagnostics' in parsed) throw new Error('minimal.yaml has mistakes');
const plan = planLab(parsed.topology);

/** berlin is answered so over IPv4 and IPv6. */
function sight(v4: string | null, v6: string | null, rest: Partial<LabSight> = {}): LabSight {
  const entry = (family: 4 | 6, site: string | null): CatchmentEntry => ({
    ...{ client: 'berlin', service: 'dns', family, site },
    ...{ server: site && `ns1.${site}`, rtt: 1, rcode: null, confirmed: true },
    problem: site === null ? { kind: 'unanswered', reason: 'timed out' } : null,
  });
  return { plan, entries: [entry(4, v4), entry(6, v6)], faults: [], levers: [], ...rest };
}

const one = (goal: Omit<Goal, 'goal'>, seen: LabSight) => {
  const [result] = evaluateGoals([{ goal: 'g', ...goal }], seen);
  return [result?.holds, ...(result?.seen ?? [])];
};

it('a catchment holds where every IP version agrees', () => {
  const goal = { catchment: { berlin: 'nyc' } };
  expect(one(goal, sight('nyc', 'nyc'))).toEqual([true, 'berlin: nyc']);
  expect(one(goal, sight('nyc', 'fra'))).toEqual([false, 'berlin: nyc over IPv4, fra over IPv6']);
  expect(one(goal, sight(null, null))).toEqual([false, 'berlin: no answer: timed out']);
  expect(one({ catchment: { berlin: 'none' } }, sight(null, null))).toEqual([true, 'berlin: none']);
  expect(one({ catchment: { rome: 'fra' } }, sight('fra', 'fra'))).toEqual([false, 'rome: not asked']);
});

it('faults are those and no others', () => {
  const faults = [{ kind: 'withdraw', target: 'fra' }];
  const goal = { faults: [{ fault: 'withdraw', target: 'fra' }] } as const;
  expect(one(goal, sight('nyc', 'nyc', { faults }))).toEqual([true, 'withdraw fra']);
  expect(one(goal, sight('nyc', 'nyc'))).toEqual([false, 'no fault']);
  expect(one({ faults: [] }, sight('nyc', 'nyc', { faults }))).toEqual([false, 'withdraw fra']);
  expect(one({ faults: [] }, sight('nyc', 'nyc'))).toEqual([true, 'no fault']);
});

it('levers are at those nodes and at no others, however many', () => {
  const levers = ['prepend fra 2', 'local-pref transit:nyc 300', 'med fra:transit 4'];
  expect(one({ levers: ['transit', 'fra'] }, sight('fra', 'fra', { levers }))).toEqual([true, ...levers]);
  expect(one({ levers: ['fra'] }, sight('fra', 'fra', { levers }))).toEqual([false, ...levers]);
  expect(one({ levers: ['fra'] }, sight('fra', 'fra'))).toEqual([false, 'no lever']);
});

it('a goal with several parts holds where all do', () => {
  const goal = { catchment: { berlin: 'fra' }, levers: [], faults: [] };
  expect(one(goal, sight('fra', 'fra'))).toEqual([true, 'berlin: fra', 'no fault', 'no lever']);
  expect(one(goal, sight('nyc', 'nyc'))).toEqual([false, 'berlin: nyc', 'no fault', 'no lever']);
});
