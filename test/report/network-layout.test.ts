import { describe, expect, it } from 'vitest';
import { planLab } from '../../src/plan/plan-lab.ts';
import { layOut } from '../../src/report/network-layout.ts';
import { BACKBONE, EXCHANGES, MINIMAL, RICH, ring } from '../plan/topologies.ts';
import { bigResult } from './results.ts';

const big = bigResult().labs[0]?.plan ?? planLab(RICH);

describe('layOut', () => {
  it.each([
    ['minimal', planLab(MINIMAL)],
    ['rich', planLab(RICH)],
    ['a network of several routers', planLab(BACKBONE)],
    ['exchanges', planLab(EXCHANGES)],
    ['a ring of 30', planLab(ring(30))],
    ['twelve sites', big],
  ])('draws every router, site and client once, none over another, all inside (%s)', (_, plan) => {
    const { nodes, width, height } = layOut(plan);
    const expected = plan.nodes.filter(({ role }) => role !== 'server').map(({ name }) => name);
    expect(nodes.map(({ name }) => name).sort()).toEqual(expected.toSorted());
    for (const one of nodes) {
      const near = nodes.filter(({ x, y }) => Math.abs(x - one.x) < 80 && Math.abs(y - one.y) < 50);
      expect(near).toEqual([one]);
      expect(one.x > 40 && one.x < width - 40 && one.y > 20 && one.y < height - 20).toBe(true);
    }
  });

  it('puts providers above their customers, and clients below their routers', () => {
    const { nodes, links } = layOut(planLab(RICH));
    const y = (name: string) => nodes.find((node) => node.name === name)?.y ?? 0;
    const downwards = links.filter(({ kind }) => kind !== 'peering');
    expect(downwards.length).toBeGreaterThan(8);
    for (const { from, to } of downwards) expect(y(from)).toBeGreaterThan(y(to));
  });

  it('draws the links within a network, and not the sessions through it', () => {
    const { links } = layOut(planLab(BACKBONE));
    expect(links.filter(({ kind }) => kind === 'internal')).toEqual([
      { from: 'core', to: 'mid', kind: 'internal' },
      { from: 'east', to: 'mid', kind: 'internal' },
      { from: 'east', to: 'west', kind: 'internal' },
      { from: 'mid', to: 'west', kind: 'internal' },
    ]);
  });

  it('draws the sessions of an exchange', () => {
    const { links } = layOut(planLab(EXCHANGES));
    expect(links.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      ...[
        'client net',
        'east rs.big-ix',
        'isp net',
        'isp rs.big-ix',
        'isp west',
        'net rs.big-ix',
        'net west',
      ],
    ]);
  });

  it('draws parallel links and both IP versions as one line, and is the same every time', () => {
    const { links } = layOut(planLab(RICH));
    expect(links.filter(({ from }) => from === 'nyc')).toEqual([
      { from: 'nyc', to: 'us-transit', kind: 'transit' },
    ]);
    expect(links.filter(({ kind }) => kind === 'peering')).toHaveLength(1);
    expect(layOut(planLab(RICH))).toEqual(layOut(planLab(RICH)));
  });
});
