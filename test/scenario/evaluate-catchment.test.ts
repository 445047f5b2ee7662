import { expect, it } from 'vitest';
import type { CatchmentEntry } from '../../src/measure/catchment.ts';
import { evaluateCatchment } from '../../src/scenario/evaluate-catchment.ts';
import { scenarioOf } from './runs.ts';

const { plan } = scenarioOf('{ fault: withdraw, target: f }');
const entry = (client: string, family: 4 | 6, more: Partial<CatchmentEntry> = {}): CatchmentEntry => ({
  ...{ client, service: 'dns', family, site: 'f', server: 'ns1.f', rtt: 300, rcode: 'NOERROR' },
  ...{ confirmed: true, problem: null },
  ...more,
});

it('compares each client that something is expected of, over each IP version', () => {
  const expectedCatchment = { anna: 'f', bert: 'f', carl: 'n', dora: 'f' };
  const checks = evaluateCatchment({ ...plan, expectedCatchment }, [
    entry('anna', 4),
    entry('anna', 6, { site: 'n', server: 'ns1.n' }),
    entry('bert', 4, { problem: { kind: 'disagreement', nsid: 'ns1.f', chaos: 'ns1.n' } }),
    entry('bert', 6, {
      ...{
        site: null,
        server: null,
        rtt: null,
        rcode: null,
        problem: { kind: 'unanswered', reason: 'timed out' },
      },
    }),
    entry('carl', 4, { site: 'n', server: 'ns1.n' }),
    entry('eve', 4, { site: 's' }),
  ]);
  expect(
    checks.map(
      ({ client, family, expected, seen, held }) =>
        `${held ? '' : '! '}${client} v${family}: ${expected} / ${seen}`,
    ),
  ).toEqual([
    'anna v4: f / f',
    '! anna v6: f / n',
    '! bert v4: f / NSID says ns1.f, CHAOS says ns1.n',
    '! bert v6: f / no answer: timed out',
    'carl v4: n / n',
    '! carl v6: n / not asked',
    '! dora v4: f / not asked',
    '! dora v6: f / not asked',
  ]);
  expect(checks[1]).toMatchObject({
    scenario: null,
    step: null,
    what: 'catchment',
    evidence: ['NSID says ns1.n'],
  });
});
