import { describe, expect, it } from 'vitest';
import {
  type Check,
  INTERRUPTED,
  type ScenarioOutcome,
  scenarioVerdict,
  type TestOutcome,
  testVerdict,
} from '../../src/scenario/outcome.ts';
import { done, runOf, scenarioOf } from './runs.ts';

const { plan, scenario } = scenarioOf('{ fault: withdraw, target: f }');
const run = runOf({ anna: 'fffff nnnnn' }, [done(5)]);
const check = (held: boolean): Check => ({
  ...{ scenario: 'test', step: 0, what: 'lost', client: 'anna', service: 'dns', family: 4 },
  ...{ expected: '0', seen: '0 of 5', held, evidence: [] },
});
const outcome = (more: Partial<ScenarioOutcome> = {}): ScenarioOutcome => ({
  ...{
    name: 'test',
    repeat: 1,
    steps: scenario.steps,
    run,
    checks: [check(true)],
    problem: null,
    seconds: 1,
  },
  ...more,
});
const whole = (more: Partial<TestOutcome> = {}): TestOutcome => ({
  topology: { file: 'lab.yaml', name: 'lab', source: '', hash: '' },
  ...{ scenarioFile: null, plan, environment: null, startedAt: '2026-01-01T00:00:00.000Z' },
  durations: { up: 1, down: 1, total: 3 },
  catchment: { entries: [], checks: [check(true)] },
  ...{ scenarios: [outcome()], notes: [], interrupted: false, problem: null, kept: null },
  ...more,
});

describe('a verdict', () => {
  it('on a scenario needs a run that can be believed', () => {
    expect(scenarioVerdict(outcome())).toBe('held');
    expect(scenarioVerdict(outcome({ checks: [check(true), check(false)] }))).toBe('failed');
    expect(scenarioVerdict(outcome({ run: null, checks: [], problem: 'the engine went away' }))).toBe(
      'broken',
    );
    expect(scenarioVerdict(outcome({ problem: 'restore failed' }))).toBe('broken');
    expect(scenarioVerdict(outcome({ problem: 'restore failed', checks: [check(false)] }))).toBe('failed');
    expect(scenarioVerdict(outcome({ problem: INTERRUPTED, checks: [] }))).toBe('interrupted');
    expect(scenarioVerdict(outcome({ problem: INTERRUPTED, run: null, checks: [] }))).toBe('interrupted');
    expect(scenarioVerdict(outcome({ problem: INTERRUPTED, checks: [check(false)] }))).toBe('failed');
    const invalid = [{ client: 'anna', reason: 'ended-early' }] as const;
    expect(scenarioVerdict(outcome({ run: { ...run, invalid }, checks: [] }))).toBe('broken');
  });

  it('on a test puts what failed before what could not be told', () => {
    const failed = outcome({ checks: [check(false)] });
    const broken = outcome({ run: null, problem: 'no run' });
    expect(testVerdict(whole())).toBe('held');
    expect(testVerdict(whole({ scenarios: [] }))).toBe('held');
    expect(testVerdict(whole({ catchment: { entries: [], checks: [check(false)] } }))).toBe('failed');
    expect(testVerdict(whole({ scenarios: [outcome(), failed, broken] }))).toBe('failed');
    expect(testVerdict(whole({ scenarios: [outcome(), broken] }))).toBe('broken');
    expect(testVerdict(whole({ scenarios: [], problem: 'up failed' }))).toBe('broken');
    expect(testVerdict(whole({ scenarios: [failed], interrupted: true, problem: 'interrupted' }))).toBe(
      'interrupted',
    );
  });
});
