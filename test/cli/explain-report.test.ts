import chalk from 'chalk';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainExit } from '../../src/cli/commands/explain.ts';
import { reportExplain } from '../../src/cli/reporters/explain-report.ts';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import type { Candidate, JourneyHop } from '../../src/explain/journey.ts';
import type { ExplainResult } from '../../src/lab/explain.ts';

beforeAll(() => {
  chalk.level = 0;
});

const PATH: BgpPath = {
  ...{ neighbor: '10.0.1.2', session: '10.0.1.2', nextHop: '10.0.1.2', weight: 0, localPref: 200 },
  ...{ asPath: [64500], origin: 'igp', med: 0, igpMetric: 0, learned: 'ebgp', routerId: '10.0.1.1' },
  ...{ reflections: 0, since: 0, communities: [], valid: true, best: false, multipath: false, reason: null },
};

const near: Candidate = {
  ...{ path: PATH, from: 'fra', exit: 'fra', relationship: 'customer', asPath: ['fra'] },
  ...{ lostBy: null, chosen: true },
};

const far: Candidate = {
  path: { ...PATH, asPath: [64512, 64501], best: true, reason: 'Older Path' },
  ...{ from: 'left', exit: 'left', relationship: 'customer', asPath: ['left', 'nyc'] },
  ...{ lostBy: 'as-path', chosen: false },
};

/** The ladder leads to fra by its shorter path; FRR has taken the other. */
const HOP: JourneyHop = {
  ...{ router: 'transit', asn: 64513, candidates: [near, far], reason: 'Older Path', agrees: false },
  ...{ note: null, next: 'fra', prefix: '192.0.2.0/24', alsoNext: [] },
};

const RESULT: ExplainResult = {
  ...{ lab: 'mine', client: 'anna', service: 'dns', faults: [], down: [], agrees: false, good: true },
  explanations: [
    {
      ...{ family: 4, prefix: '192.0.2.0/24', address: '192.0.2.53', hops: [HOP], nearer: [] },
      ...{ end: { kind: 'site', site: 'fra' }, trace: ['transit', 'left', 'nyc', '192.0.2.53'] },
    },
  ],
};

describe('an explanation that FRR contradicts', () => {
  it('says where, and that the mistake is ours', () => {
    expect(reportExplain(RESULT).split('\n')).toEqual([
      'anna, asking dns at 192.0.2.53 (IPv4), is answered by fra.',
      '',
      'transit (AS 64513) has 2 paths:',
      '   FROM  RELATION  LOCAL PREF  AS PATH   LOST BY',
      '>  fra   customer  200         fra',
      '   left  customer  200         left nyc  AS path length',
      'FRR at transit chose otherwise (Older Path): a mistake of anycast-lab, please report it',
      '',
      'Packets went: anna -> transit -> left -> nyc -> 192.0.2.53',
    ]);
  });

  it('says nothing of the kind where FRR agrees', () => {
    const explanations = RESULT.explanations.map((one) => ({ ...one, hops: [{ ...HOP, agrees: true }] }));
    expect(reportExplain({ ...RESULT, explanations })).not.toContain('chose otherwise');
  });

  it.each([
    ['all is well', { agrees: true, good: true }, 0],
    ['somebody has no site', { agrees: true, good: false }, 1],
    ['FRR chose otherwise', { agrees: false, good: true }, 3],
    ['both', { agrees: false, good: false }, 3],
  ])('ends with an exit code of its own: %s', (_what, found, code) => {
    expect(explainExit(found)).toBe(code);
  });
});
