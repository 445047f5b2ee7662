import { describe, expect, it } from 'vitest';
import { controlPlaneTime, type FibEvent } from '../../src/measure/fib.ts';
import {
  type Adjacency,
  adjacencyOf,
  forwardingBranches,
  type Neighbor,
  sharedInterfaces,
  withoutLinks,
} from '../../src/measure/forwarding.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { EXCHANGES } from '../plan/topologies.ts';

const to = (node: string): Neighbor => ({ kind: 'router', node });
const servers = (site: string): Neighbor => ({ kind: 'servers', site });

/** isp has t1 and t2 above it; fra is behind t1, ams behind both. An interface bears the name of what it leads to. */
const adjacency: Adjacency = new Map([
  [
    'isp',
    new Map([
      ['t1', to('t1')],
      ['t2', to('t2')],
      ['c1', { kind: 'host' } as const],
    ]),
  ],
  [
    't1',
    new Map([
      ['isp', to('isp')],
      ['t2', to('t2')],
      ['fra', to('fra')],
      ['ams', to('ams')],
    ]),
  ],
  [
    't2',
    new Map([
      ['isp', to('isp')],
      ['t1', to('t1')],
      ['ams', to('ams')],
    ]),
  ],
  [
    'fra',
    new Map([
      ['t1', to('t1')],
      ['lan', servers('fra')],
    ]),
  ],
  [
    'ams',
    new Map([
      ['t1', to('t1')],
      ['t2', to('t2')],
      ['lan', servers('ams')],
    ]),
  ],
]);

type State = Readonly<Record<string, readonly string[]>>;
const ends = (state: State) =>
  forwardingBranches(adjacency, new Map(Object.entries(state)), 'isp').map(({ path, end }) =>
    [...path, end.kind === 'delivered' ? end.site : end.kind].join(' '),
  );

describe('adjacencyOf', () => {
  it('tells the routers at an exchange by their addresses, as all are behind one interface', () => {
    const plan = planLab(EXCHANGES);
    expect(
      [...(adjacencyOf(plan).get('net') ?? [])].filter(([name]) => name.startsWith('to-small-ix')),
    ).toEqual([
      ['to-small-ix 10.0.6.9', to('isp')],
      ['to-small-ix 3fff:0:6:1::1', to('isp')],
      ['to-small-ix 10.0.6.11', to('west')],
      ['to-small-ix 3fff:0:6:1::3', to('west')],
    ]);
    expect(sharedInterfaces(plan).get('net')).toEqual(['to-big-ix', 'to-small-ix']);
    expect(sharedInterfaces(plan).get('west')).toEqual(['to-small-ix']);
  });
});

describe('forwardingBranches', () => {
  it('walks to the site whose LAN the packets reach', () => {
    expect(ends({ isp: ['t1'], t1: ['fra'], fra: ['lan'] })).toEqual(['isp t1 fra fra']);
  });

  it('ends where a router has no route, or sends to no router', () => {
    expect(ends({ isp: ['t1'], t1: [] })).toEqual(['isp t1 dropped']);
    expect(ends({})).toEqual(['isp dropped']);
    expect(ends({ isp: ['c1'] })).toEqual(['isp dropped']);
    expect(ends({ isp: ['lo'] })).toEqual(['isp dropped']);
  });

  it('sees a loop', () => {
    expect(ends({ isp: ['t1'], t1: ['t2'], t2: ['t1'] })).toEqual(['isp t1 t2 t1 loop']);
  });

  it('follows every branch of ECMP', () => {
    const state = { isp: ['t1', 't2'], t1: ['fra'], t2: ['t1', 'ams'], fra: ['lan'], ams: ['lan'] };
    expect(ends(state)).toEqual(['isp t1 fra fra', 'isp t2 ams ams']);
    expect(ends({ isp: ['t1', 't2'], t1: ['t2'], t2: ['t1'] })).toEqual(['isp t1 t2 t1 loop']);
  });
});

const PREFIX = '192.0.2.0/24';
const FAULT = 1000;
const event = (at: number, node: string, ...interfaces: string[]): FibEvent => ({
  ...{ node, family: 4, prefix: PREFIX, at, interfaces },
});
const BEFORE = [
  event(1, 'isp', 't1'),
  event(2, 't1', 'fra'),
  event(3, 't2', 'ams'),
  event(4, 'fra', 'lan'),
  event(5, 'ams', 'lan'),
];
const time = (events: readonly FibEvent[], sites = ['ams']) =>
  controlPlaneTime([...BEFORE, ...events], adjacency, {
    ...{ family: 4, prefixes: [PREFIX], router: 'isp', faultAt: FAULT, sites: new Set(sites) },
  });

describe('controlPlaneTime', () => {
  it('is the instant at which the whole path leads to another site', () => {
    const events = [event(1010, 'fra'), event(1030, 't1', 't2'), event(1050, 't1', 'ams')];
    expect(time(events)).toEqual({ time: 30, completedBy: 't1' });
  });

  it('is not over while the path is broken further on', () => {
    const events = [event(1010, 't2', 't1'), event(1020, 't1', 't2'), event(1040, 't2', 'ams')];
    expect(time(events)).toEqual({ time: 40, completedBy: 't2' });
  });

  it('begins again when the path breaks again', () => {
    const events = [event(1010, 't1', 'ams'), event(1020, 't1'), event(1060, 'isp', 't2')];
    expect(time(events)).toEqual({ time: 60, completedBy: 'isp' });
  });

  it('is null when it never comes', () => {
    expect(time([])).toEqual({ time: null, completedBy: null });
    expect(time([event(1010, 't1', 'ams'), event(1020, 'ams')])).toEqual({ time: null, completedBy: null });
  });

  it('is 0 for a client that was elsewhere all along', () => {
    expect(time([event(500, 'isp', 't2'), event(1010, 'fra'), event(1020, 't1')])).toEqual({
      time: 0,
      completedBy: null,
    });
  });

  it('asks of every branch of ECMP that it ends at a site', () => {
    const events = [event(500, 'isp', 't1', 't2'), event(1020, 't1', 'ams')];
    expect(time(events)).toEqual({ time: 20, completedBy: 't1' });
  });

  it('takes changes of one instant together, in whatever order', () => {
    const events = [event(1020, 't1'), event(1020, 'isp', 't2'), event(1010, 't1', 'ams')];
    expect(time(events)).toEqual({ time: 10, completedBy: 't1' });
  });

  it('leaves other prefixes and IP versions out', () => {
    const other = { ...event(1010, 't1', 'ams'), prefix: '198.51.100.0/24' };
    const v6 = { ...event(1010, 't1', 'ams'), family: 6 as const };
    expect(time([other, v6]).time).toBeNull();
  });

  it('goes by the longest prefix that a router has a route to', () => {
    const half = '192.0.2.0/25';
    const part = (at: number, node: string, ...interfaces: string[]): FibEvent => ({
      ...event(at, node, ...interfaces),
      prefix: half,
    });
    const query = {
      ...{
        family: 4 as const,
        prefixes: [half, PREFIX],
        router: 'isp',
        faultAt: FAULT,
        sites: new Set(['ams']),
      },
    };
    const events = [...BEFORE, event(400, 't1', 'ams'), part(500, 't1', 'fra'), part(1030, 't1')];
    expect(controlPlaneTime(events, adjacency, query)).toEqual({ time: 30, completedBy: 't1' });
  });

  it('times a failback as well', () => {
    const away = [event(500, 't1', 'ams')];
    expect(time([...away, event(1070, 't1', 'fra')], ['fra'])).toEqual({ time: 70, completedBy: 't1' });
  });
});

describe('ports of an exchange that are cut', () => {
  const parsed = parseTopology(
    `
sites: { fra: , nyc: }
routers: { isp: , other: }
clients: { c: isp }
links: [nyc -> other, isp -> other]
exchanges: { ix: [fra, isp, other] }
`,
    'lab.yaml',
  );
  if (!('topology' in parsed) || parsed.topology === undefined) throw new Error('the topology is not valid');
  const plan = planLab(parsed.topology);
  const whole = adjacencyOf(plan);
  const neighbors = (adjacency: Adjacency, node: string) =>
    [...(adjacency.get(node) ?? [])]
      .filter(([name]) => name.includes(' '))
      .flatMap(([, each]) => (each.kind === 'router' ? [each.node] : []));

  it('lead nowhere, and nobody leads to them; the other members are left alone', () => {
    expect([...new Set(neighbors(whole, 'isp'))]).toEqual(['fra', 'other']);
    const cut = withoutLinks(plan, whole, new Set(['ix:isp']));
    expect(neighbors(cut, 'isp')).toEqual([]);
    expect([...new Set(neighbors(cut, 'fra'))]).toEqual(['other']);
    expect([...new Set(neighbors(cut, 'other'))]).toEqual(['fra']);
    // Its other links stay.
    const links = ({ size }: ReadonlyMap<string, unknown> = new Map()) => size;
    expect(links(cut.get('isp'))).toBe(links(whole.get('isp')) - 4);
  });
});
