import chalk from 'chalk';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportPlaybook } from '../../src/cli/reporters/playbook-report.ts';
import { reportWhatif } from '../../src/cli/reporters/whatif-report.ts';
import type { PlaybookRow } from '../../src/lab/playbook.ts';
import type { WhatifResult } from '../../src/lab/whatif.ts';
import type { CatchmentEntry } from '../../src/measure/catchment.ts';

beforeAll(() => {
  chalk.level = 0;
});

const entry = (client: string, family: 4 | 6, site: string | null): CatchmentEntry => ({
  ...{ client, service: 'dns', family, site, server: null, rtt: null, rcode: null, confirmed: true },
  problem: null,
});

const RESULT: WhatifResult = {
  ...{
    lab: 'euro',
    levers: ['prepend fra 2'],
    inForce: [],
    kept: false,
    sites: ['fra', 'nyc'],
    seconds: 3.2,
  },
  before: [entry('anna', 4, 'fra'), entry('anna', 6, 'fra'), entry('bo', 4, 'nyc')],
  after: [entry('anna', 4, 'nyc'), entry('anna', 6, null), entry('bo', 4, 'nyc')],
  moves: [
    {
      ...{ client: 'anna', service: 'dns', family: 4, from: 'fra', to: 'nyc' },
      why: { router: 'left', before: 'fra', after: 'top', offered: true, lostBy: 'as-path' },
    },
    {
      ...{ client: 'anna', service: 'dns', family: 6, from: 'fra', to: null },
      why: { router: 'left', before: 'fra', after: null, offered: false, lostBy: null },
    },
  ],
  astray: [],
};

describe('what levers would do', () => {
  it('is shown client by client, with why, and what became of the levers', () => {
    expect(reportWhatif(RESULT).split('\n')).toEqual([
      'prepend fra 2 in euro',
      'CLIENT  IP  BEFORE  AFTER   WHY',
      'anna    v4  fra     nyc     at left the path from fra lost by AS path length',
      'anna    v6  fra     nobody  left hears of no path from fra any more',
      'bo      v4  nyc     stays',
      '2 of 3 answers moved.',
      'Clients over IPv4: fra 1 -> 0, nyc 1 -> 2',
      'Clients over IPv6: fra 1 -> 0, nyc 0, nobody 0 -> 1',
      'Put back, and every client is where it was. This took 3.20 s.',
    ]);
  });

  it('says so where they are kept, and where not everybody came back', () => {
    const kept = reportWhatif({ ...RESULT, kept: true, astray: null, inForce: ['med nyc 3'] });
    expect(kept).toContain('prepend fra 2 in euro, besides med nyc 3, in force since before');
    expect(kept).toMatch(/^Kept, after 3\.20 s\. Put it back: anycast-lab restore --lab euro$/m);
    const astray = [{ client: 'bo', service: 'dns', family: 4, from: 'nyc', to: 'fra' }] as const;
    expect(reportWhatif({ ...RESULT, astray })).toContain(
      'Put back, but not all clients are where they were: bo over IPv4 at fra and not nyc.',
    );
  });
});

describe('a playbook', () => {
  it('has a line for both IP versions where they are the same', () => {
    const share = (fra: number) => [
      { site: 'fra', answers: fra, of: 2 },
      { site: 'nyc', answers: 2 - fra, of: 2 },
    ];
    const row = (times: number, four: number, six: number): PlaybookRow => ({
      ...{ prepend: { fra: times }, shares: { 4: share(four), 6: share(six) }, moved: 4 - four - six },
    });
    const rows = [row(0, 2, 2), row(1, 2, 1)];
    const result = {
      ...{ lab: 'euro', sites: ['fra', 'nyc'], astray: [], seconds: 4 },
      before: row(0, 2, 2).shares,
    };
    expect(reportPlaybook({ ...result, rows }).split('\n')).toEqual([
      'euro: clients that each site answers, for 2 combinations of prepending',
      'fra +  IP      fra  nyc  MOVED',
      '    0  v4, v6    2    0      0',
      '    1  v4        2    0      1',
      '       v6        1    1',
      'Put back, and every client is where it was. This took 4.00 s.',
    ]);
  });
});
