import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/measure/failover.ts';
import type { HeldOutcome } from '../../src/measure/tcp/held-connections.ts';
import { checkConnections, holdsConnections } from '../../src/scenario/evaluate-connections.ts';
import { done, runOf, scenarioOf, verdicts } from './runs.ts';

const HELD: HeldOutcome = {
  ...{ client: 'anna', service: 'dns', family: 4, from: 'f' },
  ...{ broke: null, breaks: 0, again: null, works: true },
};
const RESET: HeldOutcome = {
  ...{ ...HELD, breaks: 1, broke: { how: 'reset', after: 116_000, waited: 400 } },
  again: { site: 'n', after: 117_000, took: 1000, failures: 0 },
};

/** What the checks of a step with these bounds say of connections. */
function found(bounds: string, held: readonly HeldOutcome[], affected = ['anna']): readonly string[] {
  const { scenario } = scenarioOf(`{ fault: withdraw, target: f, expect: { ${bounds} } }`);
  const [step] = scenario.steps;
  if (step === undefined) throw new Error('no step');
  const outcomes = affected.flatMap((client) =>
    ([4, 6] as const).map((family) => ({ client, service: 'dns', family }) as Outcome),
  );
  const concerned = { affected: outcomes, others: [], who: 'answered by f before' };
  return checkConnections({ scenario: 'test', step: 0 }, step.expect, concerned, held).map(
    ({ what, client, expected, seen, held, evidence }) =>
      `${held ? '' : '! '}${what} ${client ?? 'all'}: ${expected} / ${seen} (${evidence.join('; ')})`,
  );
}

describe('checkConnections', () => {
  const both = [RESET, { ...HELD, family: 6 as const }, { ...RESET, client: 'carl' }];

  it('counts those of the concerned clients that broke, and says of each what became of it', () => {
    const fates = 'anna IPv4: reset after 116.0 ms, then one to n; anna IPv6: held';
    expect(found('connections-broken: <= 1', both)).toEqual([
      `connections-broken all: <= 1 / 1 of 2 (${fates})`,
    ]);
    expect(found('connections-broken: 100%..', both)).toEqual([
      `! connections-broken all: 100%.. / 1 of 2 (50.00%) (${fates})`,
    ]);
  });

  it('compares when each that broke was missed', () => {
    expect(found('noticed-after: < 100ms', both)).toEqual([
      '! noticed-after anna: < 100ms / 116.0 ms (anna IPv4: reset after 116.0 ms, then one to n)',
    ]);
    expect(found('noticed-after: 100ms..3s', both)).toEqual([
      'noticed-after anna: 100ms..3s / 116.0 ms (anna IPv4: reset after 116.0 ms, then one to n)',
    ]);
  });

  it('finds nothing within a bound for what never came', () => {
    expect(found('noticed-after: < 3s', [HELD])).toEqual([
      '! noticed-after all: < 3s / no connection broke of a client that was answered by f before (anna IPv4: held)',
    ]);
    expect(found('connections-broken: 0', both, ['bert'])).toEqual([
      '! connections-broken all: 0 / no connection of a client that was answered by f before ()',
    ]);
    const silent = { ...HELD, works: false };
    expect(found('connections-broken: 0', [silent])).toEqual([
      'connections-broken all: 0 / 0 of 1 (anna IPv4: held, no answer since)',
    ]);
  });

  it('is for scenarios alone that ask for it, as only these hold connections', () => {
    const holds = (bounds: string) =>
      holdsConnections(scenarioOf(`{ fault: withdraw, target: f, expect: { ${bounds} } }`).scenario);
    expect([holds('outage: 0'), holds('noticed-after: < 3s'), holds('connections-broken: 0')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('others', () => {
  it('are not unaffected whose connection broke', () => {
    const run = runOf({ anna: 'ffffnnnn', carl: 'nnnnnnnn' }, [done(4)]);
    const names = { client: 'carl', service: 'dns', family: 4 } as const;
    const held = {
      ...{ interval: 100, timeout: 5000 },
      events: [
        { ...names, kind: 'open', site: 'n', began: 0, at: 100, failures: 0 } as const,
        { ...names, kind: 'broken', how: 'reset', at: 60_000, waiting: null } as const,
      ],
    };
    const step = '{ fault: withdraw, target: f, expect: { others: unaffected } }';
    expect(verdicts([step], { ...run, record: { ...run.record, held } })).toEqual([
      '! 0 others carl v4: unaffected / its TCP connection broke (reset)',
    ]);
  });
});
