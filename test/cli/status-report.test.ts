import chalk from 'chalk';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportStatus } from '../../src/cli/reporters/status-report.ts';
import type { SessionStatus } from '../../src/lab/session-status.ts';
import type { HealthChange, ServerHealth, SiteHealth } from '../../src/lab/site-health.ts';
import type { NodeStatus } from '../../src/lab/status.ts';
import { summarizeStatus } from '../../src/lab/status-summary.ts';

beforeAll(() => {
  chalk.level = 0;
});

function session(neighbor: string, state = 'Established', family: 4 | 6 = 4): SessionStatus {
  return { neighbor, family, address: '10.0.0.1', relationship: 'peer', state };
}

function router(node: string, rest: Partial<NodeStatus>): NodeStatus {
  return { node, role: 'router', running: true, state: 'Up 1 second', asn: 64512, ...rest };
}

function site(node: string, announced: readonly boolean[], sessions: readonly SessionStatus[]): NodeStatus {
  const announces = announced.map((each, index) => ({ prefix: `198.51.${index}.0/24`, announced: each }));
  return router(node, { role: 'edge', announces, sessions });
}

const lastLine = (nodes: readonly NodeStatus[]) =>
  reportStatus({ lab: 'x', levers: [], faults: [], nodes, sites: [], ratesOver: null, links: [] })
    .split('\n')
    .at(-1);

describe('the summary of a status', () => {
  it('counts a session once, though both its ends see it', () => {
    const nodes = [
      site('fra', [true, true], [session('t'), session('t', 'Established', 6)]),
      router('t', { sessions: [session('fra'), session('fra', 'Established', 6)] }),
    ];
    expect(summarizeStatus(nodes)).toMatchObject({ sessions: { good: 2, of: 2 }, good: true });
    expect(lastLine(nodes)).toBe('2 of 2 nodes run, 2 of 2 sessions Established, 1 of 1 sites announce.');
  });

  it('takes a session for down where one of its ends says so', () => {
    const nodes = [
      site('fra', [true], [session('t')]),
      router('t', { sessions: [session('fra', 'Active')] }),
    ];
    expect(summarizeStatus(nodes)).toMatchObject({ sessions: { good: 0, of: 1 }, good: false });
  });

  it('counts two sessions over two links between the same routers', () => {
    const nodes = [
      site('fra', [true], [session('t'), session('t', 'Idle')]),
      router('t', { sessions: [session('fra'), session('fra', 'Connect')] }),
    ];
    expect(summarizeStatus(nodes).sessions).toEqual({ good: 1, of: 2 });
  });

  it('is not good where a node is dead, a site has withdrawn, or a router does not answer', () => {
    const good = site('fra', [true], []);
    expect(summarizeStatus([good]).good).toBe(true);
    expect(summarizeStatus([good, router('t', { running: false })])).toMatchObject({
      nodes: { good: 1, of: 2 },
      good: false,
    });
    expect(summarizeStatus([site('fra', [true, false], [])])).toMatchObject({
      sites: { good: 0, of: 1 },
      good: false,
    });
    expect(summarizeStatus([good, router('t', { error: 'bgpd does not answer' })]).good).toBe(false);
    expect(summarizeStatus([{ ...good, health: 'not checked' }]).good).toBe(true);
    expect(summarizeStatus([{ ...good, health: 'unknown' }]).good).toBe(false);
  });
});

describe('what a status says of a router', () => {
  const routing = (node: NodeStatus) =>
    reportStatus({ lab: 'x', levers: [], faults: [], nodes: [node], sites: [], ratesOver: null, links: [] })
      .split('\n')[2]
      ?.split(/ {2,}/)
      .at(-1);

  it('names the prefixes of one service and counts those of several', () => {
    expect(routing(site('fra', [true, true], []))).toBe(
      '0/0 sessions, announces 198.51.0.0/24 and 198.51.1.0/24',
    );
    expect(routing(site('fra', [true, true, true], []))).toBe('0/0 sessions, announces all 3 prefixes');
  });

  it('names what is withdrawn', () => {
    expect(routing(site('fra', [true, false, true], []))).toBe(
      '0/0 sessions, announces 2 of 3 prefixes, withdrawn: 198.51.1.0/24',
    );
  });

  it('does not grow with the number of services or sessions', () => {
    const down = Array.from({ length: 40 }, (_, index) => session(`t${index}`, 'Active'));
    const withdrawn = Array.from({ length: 64 }, () => false);
    const text = routing(site('fra', withdrawn, down));
    expect(text).toContain('0/40 sessions, t0 IPv4 Active, t1 IPv4 Active, t2 IPv4 Active, 37 more');
    expect(text).toContain('withdrawn: 198.51.0.0/24, 198.51.1.0/24, 198.51.2.0/24, 61 more');
  });
});

describe('what a status says of the health of servers', () => {
  const server = (name: string, healthy: boolean, prefix = '192.0.2.0/24'): ServerHealth => ({
    ...{ server: name, prefix, family: 4, healthy, since: '2026-01-02T03:04:05.000000Z' },
    lastError: healthy ? null : 'no answer within 400 ms',
  });
  const withHealth = (health: SiteHealth) => ({ ...site('fra', [true], []), health });
  const line = (health: SiteHealth, more: readonly NodeStatus[] = []) =>
    reportStatus({
      lab: 'x',
      levers: [],
      faults: [],
      nodes: [withHealth(health), ...more],
      sites: [],
      ratesOver: null,
      links: [],
    })
      .split('\n')
      .find((text, index) => index > 2 + more.length && text.startsWith('fra'));
  const change = (age: number, healthy: boolean): HealthChange => ({
    ...{ server: 'ns2.fra', prefix: '192.0.2.0/24', healthy, reason: 'x', at: '2026-01-02T03:04:05.000000Z' },
    age,
  });

  it('names the servers that are out, why, and how long ago the last change was', () => {
    const servers = [server('ns1.fra', true), server('ns2.fra', false)];
    expect(line({ servers, lastChange: change(12.345, false) })).toBe(
      'fra   1 of 2 servers healthy, ns2.fra out of 192.0.2.0/24 (no answer within 400 ms)  12.3 s ago: ns2.fra out of 192.0.2.0/24',
    );
    expect(line({ servers: [server('ns2.fra', true)], lastChange: change(3599, true) })).toBe(
      'fra   1 of 1 server healthy  59 min ago: ns2.fra back in 192.0.2.0/24',
    );
    expect(line({ servers: [server('ns2.fra', true)], lastChange: null })).toMatch(/healthy +none$/);
  });

  it('counts balancers by themselves', () => {
    const balancer: NodeStatus = { node: 'lb.fra', role: 'balancer', running: true, state: 'Up 1 second' };
    const servers = [server('lb.fra', true), server('ns1.fra', true), server('ns2.fra', false)];
    expect(line({ servers, lastChange: null }, [balancer])).toMatch(
      /^fra +1 of 2 servers, 1 of 1 balancer healthy, ns2\.fra out/,
    );
    expect(line({ servers: [server('lb.fra', false)], lastChange: null }, [balancer])).toMatch(
      /^fra +0 of 1 balancer healthy, lb\.fra out/,
    );
    const nodes = [withHealth({ servers, lastChange: null }), balancer];
    expect(lastLine(nodes)).toContain('2 of 3 checked servers and balancers healthy.');
  });

  it('says where nothing is checked, or known', () => {
    expect(line('not checked')).toBe('fra   not checked');
    expect(line('unknown')).toBe('fra   unknown');
  });

  it('does not grow with the number of servers', () => {
    const servers = Array.from({ length: 16 }, (_, index) => server(`ns${index}.fra`, false));
    expect(line({ servers, lastChange: null })).toMatch(
      /^fra +0 of 16 servers healthy, .*ns2.*, 13 more +none$/,
    );
  });

  it('counts servers once, those out of one prefix as unhealthy, and is not good with any', () => {
    const servers = [
      server('ns1.fra', true),
      server('ns1.fra', false, '198.51.100.0/24'),
      server('ns2.fra', true),
    ];
    const nodes = [withHealth({ servers, lastChange: null })];
    expect(summarizeStatus(nodes)).toMatchObject({ servers: { good: 1, of: 2 }, good: false });
    expect(lastLine(nodes)).toContain('1 of 2 checked servers healthy.');
    expect(summarizeStatus([withHealth('not checked')])).toMatchObject({
      servers: { good: 0, of: 0 },
      good: true,
    });
  });

  it('counts those that a balancer takes for dead, too', () => {
    const backends = [
      { name: 'ns1.fra', up: true, queries: 1 },
      { name: 'ns2.fra', up: false, queries: 0 },
    ];
    const balancer: NodeStatus = {
      ...{ node: 'lb.fra', role: 'balancer', running: true, state: 'Up' },
      balancer: { queries: 1, cacheHitRate: null, dropped: 0, backends },
    };
    const nodes = [withHealth({ servers: [server('lb.fra', true)], lastChange: null }), balancer];
    expect(summarizeStatus(nodes)).toMatchObject({ servers: { good: 2, of: 3 }, good: false });
  });
});
