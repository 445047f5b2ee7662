import chalk from 'chalk';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportProbe } from '../../src/cli/reporters/probe-report.ts';
import type { ServicePlan } from '../../src/plan/lab-plan.ts';

beforeAll(() => {
  chalk.level = 0;
});

const service = (name: string): ServicePlan => ({ name, zone: `${name}.test`, prefixes: [], sites: [] });

function lastLine(services: readonly ServicePlan[]): string | undefined {
  const mismatches = [{ client: 'oslo', service: 'web', family: 4 as const, expected: 'lax', seen: 'lon' }];
  const result = { lab: 'x', transport: 'udp', services, entries: [], mismatches, good: false } as const;
  return reportProbe(result).split('\n').at(-1);
}

describe('a client that another site answers than is expected', () => {
  it('is shown with the service, where there are several', () => {
    expect(lastLine([service('dns'), service('web')])).toBe('oslo, web over IPv4: expected lax, seen lon');
  });

  it('is shown without the service, where there is one', () => {
    expect(lastLine([service('web')])).toBe('oslo over IPv4: expected lax, seen lon');
  });
});

it('a client that lost some of its queries is shown with the site that answered the others', () => {
  const answered = { site: 'lax', server: 'ns1.lax', rcode: 'NOERROR', rtt: 900, confirmed: true } as const;
  const lost = { kind: 'partly-unanswered', answered: 111, asked: 114 } as const;
  const who = { client: 'oslo', service: 'dns', family: 4 } as const;
  const none = { ...who, client: 'rome', site: null, server: null, rcode: null, rtt: null, confirmed: false };
  const result = {
    ...({ lab: 'x', transport: 'udp', services: [service('dns')], mismatches: [], good: false } as const),
    entries: [
      { ...who, ...answered, problem: lost },
      { ...none, problem: lost },
    ],
  };
  expect(reportProbe(result).split('\n').slice(1)).toEqual([
    'oslo    v4  lax                            ns1.lax  0.9 ms',
    'rome    v4  no answer to 3 of 114 queries',
    'Answers by site: lax 1 of 2',
    'oslo over IPv4: no answer to 3 of 114 queries',
  ]);
});
