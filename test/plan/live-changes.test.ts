import { describe, expect, it } from 'vitest';
import { sessionsToReset, unchangeable } from '../../src/plan/live-changes.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { BACKBONE, MINIMAL } from './topologies.ts';

const PLAN = planLab(MINIMAL);
const changed = (changes: Partial<Topology>) => planLab({ ...MINIMAL, ...changes });
const withTimers = (hold: number, connectRetry: number) =>
  changed({
    links: MINIMAL.links.map((link, index) =>
      index === 0 ? { ...link, timers: { ...link.timers, hold, connectRetry } } : link,
    ),
  });

describe('what can be changed in a lab that runs', () => {
  it('is policy, timers and what is expected', () => {
    const policy = { transit: { in: { localPref: 300 }, out: {} } };
    const keeping = { transit: { in: { doNotAnnounceTo: ['east'] }, out: {} } };
    const plans = [
      withTimers(9, 5),
      changed({ timers: { ...MINIMAL.timers, hold: 9 } }),
      changed({ links: MINIMAL.links.map((link) => ({ ...link, policy })) }),
      changed({ links: MINIMAL.links.map((link) => ({ ...link, policy: keeping })) }),
      changed({ sites: MINIMAL.sites.map((site) => ({ ...site, announce: { prepend: 2, to: [] } })) }),
      changed({ expect: { catchment: { client: 'east' } } }),
      changed({ links: MINIMAL.links.map((link) => ({ ...link, impairments: { mtu: 1400, from: {} } })) }),
    ];
    for (const plan of plans) expect(unchangeable(PLAN, plan)).toEqual([]);
  });

  it('is what links within a network cost, and how fast OSPF is', () => {
    const plan = planLab(BACKBONE);
    const internalLinks = (BACKBONE.internalLinks ?? []).map((link) => ({ ...link, cost: 7 }));
    expect(unchangeable(plan, planLab({ ...BACKBONE, internalLinks }))).toEqual([]);
    const timers = { ...BACKBONE.timers, hold: 9 };
    expect(unchangeable(plan, planLab({ ...BACKBONE, timers }))).toEqual([]);
    const fewer = planLab({ ...BACKBONE, internalLinks: internalLinks.slice(1) });
    expect(unchangeable(plan, fewer)).toContain('link west--mid removed');
  });

  it('is nothing else, and that is named', () => {
    const clients = [...MINIMAL.clients, { name: 'other', router: 'transit' }];
    expect(unchangeable(PLAN, changed({ clients }))).toContain('node other added');
    expect(unchangeable(PLAN, changed({ bestpath: 'oldest' }))).toEqual(['best path changed']);
    const routers = MINIMAL.routers.map((router) => ({ ...router, frr: ['router ospf'] }));
    expect(unchangeable(PLAN, changed({ routers }))).toEqual(
      MINIMAL.routers.map(({ name }) => `lines of FRR at ${name} changed`),
    );
    const links = MINIMAL.links.map((link) => ({ ...link, bfd: { interval: 300, multiplier: 3 } }));
    expect(unchangeable(PLAN, changed({ links }))).toContain('node transit changed');
  });

  it('lets a session begin anew for its keepalive and hold time alone, and once', () => {
    expect(sessionsToReset(PLAN, withTimers(3, 5))).toEqual([]);
    const { sessions } = PLAN;
    const east = sessions.filter(({ a, b }) => [a.node, b.node].includes('east'));
    expect(sessionsToReset(PLAN, withTimers(9, 1))).toEqual(
      east.map(({ a, b }) => ({ node: a.node, address: b.address })),
    );
  });
});
