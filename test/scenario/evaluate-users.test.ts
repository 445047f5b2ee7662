import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/measure/failover.ts';
import type { UserFigures } from '../../src/measure/users.ts';
import { checkUsers } from '../../src/scenario/evaluate-users.ts';
import { scenarioOf } from './runs.ts';

const USER: UserFigures = {
  ...{ client: 'anna', zone: 'anycast.test', fresh: true, cache: true },
  ...{ asked: 40, failed: 0, silent: 0, slowest: 480_000, median: 900 },
};

/** What the checks of a step with these bounds say of users. */
function verdicts(bounds: string, users: readonly UserFigures[], affected = ['anna']): readonly string[] {
  const { scenario } = scenarioOf(`{ fault: withdraw, target: f, expect: { ${bounds} } }`);
  const [step] = scenario.steps;
  if (step === undefined) throw new Error('no step');
  const outcomes = affected.map((client) => ({ client }) as Outcome);
  const concerned = { affected: outcomes, others: [], who: 'answered by f before' };
  return checkUsers({ scenario: 'test', step: 0 }, step.expect, concerned, users).map(
    ({ what, client, expected, seen, held }) =>
      `${held ? '' : '! '}${what} ${client ?? 'nobody'}: ${expected} / ${seen}`,
  );
}

describe('checkUsers', () => {
  it('compares what each user of a concerned client saw', () => {
    const cached = { ...USER, fresh: false, slowest: 2000 };
    const other = { ...USER, client: 'carl', failed: 40 };
    expect(verdicts('user-failed: 0, user-delay: < 400ms', [cached, USER, other])).toEqual([
      'user-failed anna: 0 / 0 of 40, www.anycast.test',
      'user-failed anna: 0 / 0 of 40, new names in anycast.test',
      'user-delay anna: < 400ms / 2.0 ms, www.anycast.test',
      '! user-delay anna: < 400ms / 480.0 ms, new names in anycast.test',
    ]);
  });

  it('counts errors and silence alike, and takes silence for no delay that a bound allows', () => {
    const served = { ...USER, failed: 1, silent: 1 };
    expect(verdicts('user-failed: < 5%, user-delay: < 1s', [served])).toEqual([
      '! user-failed anna: < 5% / 2 of 40 (5.00%), new names in anycast.test',
      '! user-delay anna: < 1s / 1 of 40 never answered, new names in anycast.test',
    ]);
  });

  it('fails where no concerned client has a resolver', () => {
    expect(verdicts('user-failed: 0', [USER], ['carl'])).toEqual([
      '! user-failed nobody: 0 / no client with a resolver was answered by f before',
    ]);
  });
});
