import chalk from 'chalk';
import { beforeAll, expect, it } from 'vitest';
import { reportValidation } from '../../src/cli/reporters/validation-report.ts';
import type { AnswerValidation } from '../../src/lab/validate-answers.ts';

beforeAll(() => {
  chalk.level = 0;
});

const answer = (site: string, reason?: string): AnswerValidation => ({
  ...{ client: 'anna', asked: 'service', service: 'dns', family: 4, site, zone: 'a.test' },
  ...(reason === undefined ? { valid: true } : { valid: false, reason }),
});

const user = (site: string, reason?: string): AnswerValidation => ({
  ...answer(site, reason),
  ...{ asked: 'own resolver', service: null, family: null },
});

it('says who was asked, and that all is well', () => {
  expect(
    reportValidation([answer('fra'), user('fra')])
      .join('\n')
      .split('\n')
      .map(trim),
  ).toEqual([
    'CLIENT  ASKED         IP  SITE  ZONE    DNSSEC',
    'anna    service       v4  fra   a.test  validates',
    'anna    own resolver      fra   a.test  AD',
    'All answers validate.',
  ]);
});

it('names the sites whose answers are bad, and the users who get none for it', () => {
  const found = [answer('fra', 'RRSIG has expired'), answer('nyc'), user('fra', 'SERVFAIL')];
  expect(reportValidation(found).slice(1)).toEqual([
    'What fra answers does not validate.',
    'No answer from their own resolvers that is validated: anna (fra).',
  ]);
});

function trim(line: string): string {
  return line.trimEnd();
}
