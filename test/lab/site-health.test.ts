import { describe, expect, it } from 'vitest';
import { siteHealth } from '../../src/lab/site-health.ts';
import type { RouterPlan } from '../../src/plan/lab-plan.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { RICH } from '../plan/topologies.ts';

function router(name: string): RouterPlan {
  const found = planLab(RICH)
    .nodes.filter(isRouter)
    .find((node) => node.name === name);
  if (found === undefined) throw new Error(`no router ${name}`);
  return found;
}

const check = {
  server: 'ns2.fra',
  prefix: '192.0.2.0/24',
  family: 4,
  healthy: false,
  since: 3_000_000,
  sinceWall: '2026-01-02T03:04:05.000000Z',
  lastError: 'Connection refused',
} as const;

const change = {
  at: 3_000_000,
  wall: '2026-01-02T03:04:05.000000Z',
  server: 'ns2.fra',
  prefix: '192.0.2.0/24',
  healthy: false,
  reason: 'Connection refused, 2 checks in a row',
};

describe('siteHealth', () => {
  it('tells a site that does not check from one of which nothing is known', () => {
    expect(siteHealth(router('nyc'), null)).toBe('not checked');
    expect(siteHealth(router('fra'), null)).toBe('unknown');
    expect(siteHealth(router('fra'), undefined)).toBe('unknown');
  });

  it('knows nothing any more of a site whose health check is silent for long', () => {
    const { health } = router('fra');
    const limit = ((health?.interval ?? 0) + 5) * 1_000_000;
    const report = { checks: [check], changes: [], beat: 1_000_000 };
    expect(siteHealth(router('fra'), { ...report, now: 1_000_000 + limit })).not.toBe('unknown');
    expect(siteHealth(router('fra'), { ...report, now: 1_000_001 + limit })).toBe('unknown');
  });

  it('tells each server’s health, and how long ago the last change was', () => {
    const earlier = { ...change, at: 1_000_000, server: 'ns1.fra' };
    expect(
      siteHealth(router('fra'), {
        checks: [check],
        changes: [earlier, change],
        beat: 15_000_000,
        now: 15_500_000,
      }),
    ).toEqual({
      servers: [
        {
          server: 'ns2.fra',
          prefix: '192.0.2.0/24',
          family: 4,
          healthy: false,
          since: '2026-01-02T03:04:05.000000Z',
          lastError: 'Connection refused',
        },
      ],
      lastChange: {
        server: 'ns2.fra',
        prefix: '192.0.2.0/24',
        healthy: false,
        reason: 'Connection refused, 2 checks in a row',
        at: '2026-01-02T03:04:05.000000Z',
        age: 12.5,
      },
    });
  });

  it('knows of no change where there was none', () => {
    expect(siteHealth(router('fra'), { checks: [], changes: [], beat: 1, now: 1 })).toEqual({
      servers: [],
      lastChange: null,
    });
  });
});
