import chalk from 'chalk';
import { beforeAll, expect, it } from 'vitest';
import { reportReload } from '../../src/cli/reporters/reload-report.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';

beforeAll(() => {
  chalk.level = 0;
});

const RELOADED: ReloadResult = {
  ...{ lab: 'x', routers: [], links: [], zones: ['a.test', 'b.test'], unseen: [], sessions: 0, seconds: 2 },
};

it('says which zones changed and, of those with the serial of before, that nothing shows it', () => {
  const changed = 'Changed a.test, b.test of x in 2.00 s; no session began anew.';
  expect(reportReload(RELOADED)).toBe(changed);
  expect(reportReload({ ...RELOADED, unseen: ['b.test'] }).split('\n')).toEqual([
    changed,
    'The serial of b.test is the same as before, so nothing shows which servers have read it again; raise it with each change.',
  ]);
});
