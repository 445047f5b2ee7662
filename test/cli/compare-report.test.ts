import chalk from 'chalk';
import { beforeAll, expect, it } from 'vitest';
import { reportCompare } from '../../src/cli/reporters/compare-report.ts';
import { compareReach, type Reach, type Target } from '../../src/measure/comparison.ts';

beforeAll(() => {
  chalk.level = 0;
});

/** A client near to fra, of which anycast makes so many ms more at nyc; null: nobody answers it. */
function client(name: string, more: number | null): readonly Reach[] {
  const reach = (target: Target, site: string, rtt: number | null): Reach => ({
    ...{ client: name, family: 4, target, sent: 7, answered: rtt === null ? 0 : 7 },
    ...{ site: rtt === null ? null : site, rtt: rtt === null ? null : rtt * 1000 },
  });
  return [
    reach({ anycast: true }, more === 0 ? 'fra' : 'nyc', more === null ? null : 20 + more),
    reach({ site: 'fra' }, 'fra', 20),
    reach({ site: 'nyc' }, 'nyc', more === null ? null : 20 + more),
  ];
}

const reported = (...reaches: readonly (readonly Reach[])[]) =>
  reportCompare({ lab: 'euro', service: 'dns', failure: null, ...compareReach(reaches.flat()) }).split('\n');

it('shows how the detours are distributed, and whose is not known', () => {
  const lines = reported(client('berlin', 0), client('paris', 0), client('madrid', 57), client('oslo', null));
  expect(lines.slice(lines.indexOf('') + 1)).toEqual([
    'RTT                         MEDIAN        MAX',
    'anycast                      49 ms  no answer',
    'more than the nearest site   29 ms  no answer',
    'all to fra                   20 ms      20 ms',
    'all to nyc                   49 ms  no answer',
    'Anycast chose the nearest site (*) for 2 of 3.',
    '',
    'MORE THAN BEST  OF 4   SHARE',
    '0                  2  50.0 %  ##',
    'up to 10 ms        0     0 %',
    'up to 20 ms        0     0 %',
    'up to 50 ms        0     0 %',
    'up to 100 ms       1  25.0 %  #',
    'not known          1  25.0 %  #',
  ]);
});

it('draws many to scale, in 80 columns, and nobody away', () => {
  const many = Array.from({ length: 200 }, (_, index) => client(`c${index}`, index === 0 ? 400 : 0));
  const lines = reported(...many).slice(-7);
  expect(lines[0]).toBe(`0                  199  99.5 %  ${'#'.repeat(40)}`);
  expect(lines.at(-1)).toBe('over 200 ms          1   0.5 %  #');
});
