import { describe, expect, it } from 'vitest';
import type { ServerHealth } from '../../src/lab/site-health.ts';
import { type SiteFacts, type SiteStatus, siteStatus } from '../../src/lab/site-status.ts';
import type { NodeStatus } from '../../src/lab/status.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { applyLevers } from '../../src/plan/levers/apply-levers.ts';
import { parseLevers } from '../../src/plan/levers/parse-levers.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { isRouter } from '../../src/plan/roles.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';

const SINCE = '2026-01-02T03:04:05.000Z';

function planOf(sites: string): LabPlan {
  const text = `
sites: ${sites}
routers: { near: }
clients: { alma: near }
links: [ aix -> near, bcn -> near ]
`;
  const parsed = parseTopology(text, 'lab.yaml');
  if (!('topology' in parsed)) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

const PLAN = planOf('{ aix: { servers: 2 }, bcn: }');
const PREFIXES = PLAN.services.flatMap(({ prefixes }) => prefixes);

/** Every node as it is when nothing is wrong. */
function nodesOf(plan: LabPlan): readonly NodeStatus[] {
  return plan.nodes.map((node) => ({
    ...{ node: node.name, role: node.role, running: true, state: 'Up 1 second' },
    ...(isRouter(node)
      ? {
          sessions: node.neighbors.map(({ node: neighbor, family, address, relationship }) => ({
            ...{ neighbor, family, address, relationship, state: 'Established' },
          })),
        }
      : {}),
    ...(node.role === 'edge'
      ? {
          announces: PREFIXES.map(({ prefix }) => ({ prefix, announced: true })),
          health: { servers: checks(node.name, null), lastChange: null },
        }
      : {}),
  }));
}

function checks(site: string, lastError: string | null): readonly ServerHealth[] {
  return ['ns1', 'ns2'].flatMap((name) =>
    PREFIXES.map(({ prefix, family }) => ({
      ...{ server: `${name}.${site}`, prefix, family, healthy: lastError === null, since: SINCE, lastError },
    })),
  );
}

const facts = (changes: Partial<NodeStatus> = {}, more: Partial<SiteFacts> = {}): SiteFacts => ({
  ...{ plan: PLAN, faults: [], levers: [], daemons: new Map(), zones: [], ...more },
  nodes: nodesOf(more.plan ?? PLAN).map((node) => (node.node === 'aix' ? { ...node, ...changes } : node)),
});

function aix(changes?: Partial<NodeStatus>, more?: Partial<SiteFacts>): SiteStatus {
  const [site] = siteStatus(facts(changes, more));
  if (site?.site !== 'aix') throw new Error('the first site is aix');
  return site;
}

const withdrawn = PREFIXES.map(({ prefix }) => ({ prefix, announced: false }));
const unwell = { servers: checks('aix', 'answered SERVFAIL'), lastChange: null };

describe('whether a site is announced, and why not', () => {
  it('is announced, with nothing to say about it, when all is well', () => {
    expect(aix()).toMatchObject({ announced: 'yes', why: [], sessions: { up: 2, of: 2 } });
  });

  it('tells that no server is healthy, and what the last check of each found', () => {
    expect(aix({ announces: withdrawn, health: unwell })).toMatchObject({
      announced: 'no',
      why: [
        {
          kind: 'health',
          text: 'no server is healthy: ns1.aix answered SERVFAIL, ns2.aix answered SERVFAIL',
        },
      ],
      servers: [{ state: 'out' }, { state: 'out' }],
    });
  });

  it('tells a site that stays as the last one, although it is announced', () => {
    const staying = PREFIXES.map(({ prefix }) => prefix);
    const { announced, why } = aix({ health: { ...unwell, staying } });
    expect(announced).toBe('yes');
    expect(why).toMatchObject([
      { kind: 'last-site', text: expect.stringContaining('no other site is heard of') },
    ]);
  });

  it('tells the faults in force at the site, its servers and its links, and no others', () => {
    const link = PLAN.links.find(({ ports }) => ports.some(({ node }) => node === 'aix'))?.name ?? '';
    const faults = ['aix', 'ns2.aix', link, 'bcn'].map((target) => ({
      ...{ target, kind: 'withdraw', spec: {}, since: SINCE },
    }));
    const { announced, why } = aix({ announces: withdrawn }, { faults });
    expect(announced).toBe('no');
    expect(why.map(({ text }) => text)).toEqual([
      `fault withdraw of aix since ${SINCE}`,
      `fault withdraw of ns2.aix since ${SINCE}`,
      `fault withdraw of ${link} since ${SINCE}`,
    ]);
  });

  it('tells the lever by which nobody hears of it, although its bgpd announces it', () => {
    const [pulled] = parseLevers(['withdraw', 'aix'], PLAN);
    if (pulled === undefined) throw new Error('there is a lever');
    const plan = applyLevers(PLAN, [pulled.lever]);
    const levers = [
      { text: pulled.text, since: SINCE },
      { text: 'prepend aix 2', since: SINCE },
    ];
    expect(aix({}, { plan, levers })).toMatchObject({
      announced: 'no',
      why: [{ kind: 'lever', text: `lever withdraw aix since ${SINCE}` }],
    });
    expect(aix({}, { plan })).toMatchObject({ announced: 'no', why: [{ kind: 'policy' }] });
  });

  it('tells the sessions that are down, also where they are of one IP version', () => {
    const sessions = (down: readonly number[]) =>
      nodesOf(PLAN)
        .find(({ node }) => node === 'aix')
        ?.sessions?.map((each) => (down.includes(each.family) ? { ...each, state: 'Active' } : each)) ?? [];
    expect(aix({ sessions: sessions([4, 6]) })).toMatchObject({
      announced: 'no',
      why: [{ kind: 'sessions', text: 'no session is up: near IPv4 Active, near IPv6 Active' }],
      sessions: { up: 0, of: 2 },
    });
    expect(aix({ sessions: sessions([6]) })).toMatchObject({
      announced: 'partly',
      why: [{ text: 'no session is up: near IPv6 Active' }],
    });
  });

  it('tells a router that is dead, or does not answer', () => {
    const dead = {
      running: false,
      state: 'Exited (137)',
      announces: [],
      sessions: [],
      health: 'unknown',
    } as const;
    expect(aix(dead)).toMatchObject({
      announced: 'no',
      why: [{ kind: 'router', text: 'its router does not run (Exited (137))' }],
      servers: [{ state: 'unknown' }, { state: 'unknown' }],
    });
    expect(aix({ ...dead, running: true, error: 'bgpd does not answer: gone' }).why).toEqual([
      { kind: 'router', text: 'bgpd does not answer: gone' },
    ]);
  });

  it('tells that the balancer does not answer, although the servers behind it do', () => {
    const behind = checks('aix', null).map((check) => ({ ...check, behind: 'lb.aix' }));
    const [first] = checks('aix', 'Connection refused');
    if (first === undefined) throw new Error('there are checks');
    const both = PREFIXES.map(({ prefix }) => ({ ...first, prefix, server: 'lb.aix' }));
    const health = { servers: [...both, ...behind], lastChange: null };
    expect(aix({ announces: withdrawn, health }).why).toMatchObject([
      { kind: 'health', text: expect.stringMatching(/^no server is healthy: lb\.aix Connection refused/) },
    ]);
  });

  it('says so where none of that is the reason', () => {
    expect(aix({ announces: withdrawn })).toMatchObject({ announced: 'no', why: [{ kind: 'unknown' }] });
  });
});

describe('the servers of a site', () => {
  it('are summed up, with those that say nothing left out', () => {
    const daemons = new Map([
      ['ns1.aix', { queries: 10, queriesPerSecond: 2.5, cacheHitRate: 0.5 }],
      ['ns2.aix', { queries: 30, queriesPerSecond: null, cacheHitRate: 0.9 }],
    ]);
    expect(aix({}, { daemons })).toMatchObject({ queriesPerSecond: 2.5, cacheHitRate: 0.8 });
    expect(aix()).toMatchObject({ queriesPerSecond: null, cacheHitRate: null });
  });

  it('behind a balancer are in or out by its word, and its queries are those of the site', () => {
    const plan = planOf('{ aix: { servers: 2, balancer: dnsdist }, bcn: }');
    const more = {
      plan,
      daemons: new Map([['lb.aix', { queries: 9, queriesPerSecond: 3, cacheHitRate: 0.25 }]]),
    };
    const nodes = facts({}, more).nodes.map((node) =>
      node.node === 'lb.aix'
        ? {
            ...node,
            balancer: {
              ...{ queries: 9, cacheHitRate: 0.25, dropped: 0 },
              backends: [
                { name: 'ns1.aix', up: true, queries: 9 },
                { name: 'ns2.aix', up: false, queries: 0 },
              ],
            },
          }
        : node,
    );
    const [site] = siteStatus({ ...facts({}, more), nodes });
    expect(site).toMatchObject({
      queriesPerSecond: 3,
      cacheHitRate: 0.25,
      balancer: { balancer: 'lb.aix', kind: 'dnsdist' },
      servers: [{ state: 'in' }, { state: 'out' }],
    });
  });

  it('have their zones', () => {
    const zone = { server: 'ns1.aix', site: 'aix', serial: 7, state: 'behind' } as const;
    const zones = [{ zone: 'example.test', servers: [zone, { ...zone, server: 'ns1.bcn', site: 'bcn' }] }];
    expect(aix({}, { zones }).servers.map((server) => server.zones)).toEqual([
      [{ zone: 'example.test', serial: 7, state: 'behind' }],
      [],
    ]);
  });
});
