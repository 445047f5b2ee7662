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
