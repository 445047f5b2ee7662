import chalk from 'chalk';
import { beforeAll, expect, it } from 'vitest';
import { reportRoutes } from '../../src/cli/reporters/routes-report.ts';
import type { BgpPath } from '../../src/explain/bgp-path.ts';
import type { Candidate } from '../../src/explain/journey.ts';
import type { RouteEntry } from '../../src/lab/routes.ts';

beforeAll(() => {
  chalk.level = 0;
});

const PATH: BgpPath = {
  ...{ neighbor: '10.0.3.2', session: '10.0.3.2', nextHop: '10.0.3.2' },
  ...{ weight: 0, localPref: 200, asPath: [64500], origin: 'igp', med: 0, igpMetric: 0, learned: 'ebgp' },
  ...{ routerId: '10.0.1.1', reflections: 0, since: 0, communities: ['64512:0:1'] },
  ...{ valid: true, best: true, multipath: false, reason: null },
};

const FRA: Candidate = {
  ...{ path: PATH, from: 'fra', exit: 'fra', relationship: 'customer' },
  ...{ asPath: ['AS64500'], lostBy: null, chosen: true },
};

const NYC: Candidate = {
  path: { ...PATH, nextHop: '10.9.0.7', localPref: 150, med: 10, best: false },
  ...{ from: 'rs.ams-ix', exit: 'nyc', relationship: 'peer' },
  ...{ asPath: ['AS64500'], lostBy: 'local-pref', chosen: false },
};

const OWN: Candidate = {
  path: {
    ...PATH,
    ...{ neighbor: null, session: null, nextHop: '0.0.0.0', weight: 32_768, localPref: 100, asPath: [] },
    ...{ learned: 'local', communities: [] },
  },
  ...{ from: null, exit: null, relationship: null, asPath: [], lostBy: null, chosen: true },
};

const entry = (prefix: string, of: string, candidates: readonly Candidate[]): RouteEntry => ({
  ...{ router: 'isp', asn: 64512, candidates, reason: null, agrees: true, note: null, next: null },
  ...{ family: 4, prefix, of, forwardsTo: candidates[0]?.from === null ? [] : ['fra'] },
});

const reported = (...routes: readonly RouteEntry[]) =>
  reportRoutes({ lab: 'euro', node: 'isp', asn: 64512, routes, agrees: true }).split('\n');

it('names the next hop of each path, whose it is, and why another was chosen', () => {
  expect(reported(entry('192.0.2.0/24', 'dns', [FRA, NYC]), entry('10.0.3.0/24', 'isp', [OWN]))).toEqual([
    'isp (AS 64512)',
    'PREFIX        OF      FROM                       NEXT HOP  LOCAL PREF  MED  ORIGIN  AS PATH  COMMUNITIES  LOST BY           KERNEL',
    '192.0.2.0/24  dns  >  fra (customer)             10.0.3.2         200    0  igp     AS64500  64512:0:1                      to fra',
    '                      rs.ams-ix (peer), for nyc  10.9.0.7         150   10  igp     AS64500  64512:0:1    local preference',
    '10.0.3.0/24   isp  >  itself                                      100    0  igp                                             here',
  ]);
});

it('shows weights where a path has one that was given to it', () => {
  const weighed: Candidate = { ...NYC, path: { ...NYC.path, weight: 10 }, lostBy: null, chosen: true };
  const lost: Candidate = { ...FRA, lostBy: 'weight', chosen: false };
  expect(reported(entry('192.0.2.0/24', 'dns', [weighed, lost])).map((line) => line.slice(40, 75))).toEqual([
    '',
    '         NEXT HOP  WEIGHT  LOCAL PR',
    'for nyc  10.9.0.7      10         1',
    '         10.0.3.2       0         2',
  ]);
});

it("shows them where a path of the router's own is chosen by its weight, as another's by none", () => {
  const [, head] = reported(entry('10.0.3.0/24', 'isp', [OWN, { ...NYC, lostBy: 'weight' }]));
  expect(head).toContain('WEIGHT');
  const [, plain] = reported(entry('10.0.3.0/24', 'isp', [OWN]));
  expect(plain).not.toContain('WEIGHT');
});
