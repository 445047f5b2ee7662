/**
 * A site with a balancer before three kinds of servers, of which its router looks at the answers: who answers, what is kept, and what becomes
 * of it when servers are wrong, or die. Another site's balancer has its back end at a place that announces nothing, and limits what one source may ask.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ReadinessFailure } from '../../src/engine/agent-messages.ts';
import { startAgent } from '../../src/engine/fabric-agent.ts';
import { awaitRequest } from '../../src/lab/agent-requests.ts';
import { nodeProcesses, openLab } from '../../src/lab/find-lab.ts';
import type { LoggedQuery, QueryLogResult } from '../../src/lab/log-queries.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { SiteStatus } from '../../src/lab/site-status.ts';
import type { LabStatus, NodeStatus } from '../../src/lab/status.ts';
import { planLab } from '../../src/plan/plan-lab.ts';
import { parseTopology } from '../../src/topology/parse-topology.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { connectedEngine, putFile } from './support/engine.ts';
import { execIn, startLab, vtyshJson } from './support/labs.ts';

const V4 = '192.0.2.0/24';

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 20_000, interval: 100 });

const topology = (balancer: string): string => `
query-log: true
health: { interval: 0.5, fall: 2, rise: 1 }
sites:
  aix:
    asn: 64496
    servers: [nsd, bind, knot]
    balancer: ${balancer}
    health: { interval: 0.5, fall: 2, rise: 1, query: { name: www, type: A }, expect: { answer: 203.0.113.80 } }
  bcn: { asn: 64497, balancer: { backends: [hq], rate-limit: 20, cache: { entries: 100 } } }
  hq: { asn: 64498, servers: knot, announce: { services: false } }
routers: { near: , core: }
clients: { alma: near }
links: [ aix -> near, bcn -> core, hq -> core, near -- core ]
`;

async function status(lab: string, name: string): Promise<NodeStatus> {
  const { stdout } = await cli(['status', lab, '--json']);
  const found = (JSON.parse(stdout) as LabStatus).nodes.find(({ node }) => node === name);
  if (found === undefined) throw new Error(`no ${name} in ${stdout}`);
  return found;
}

/** Aix, with the rest of the lab as it may be. */
async function aix(lab: string): Promise<SiteStatus> {
  const { sites } = JSON.parse((await cli(['status', lab, '--json'])).stdout) as LabStatus;
  const [first] = sites;
  if (first?.site !== 'aix') throw new Error(`no aix in ${JSON.stringify(sites)}`);
  return first;
}

/** The values of a lab's metrics now, each by its labels but the lab's. */
async function metrics(lab: string): Promise<(name: string) => Readonly<Record<string, number>>> {
  const { stdout } = await cli(['metrics', lab]);
  return (name) => {
    const samples = stdout.matchAll(new RegExp(`^anycast_lab_${name}\\{lab="${lab}",(.*)\\} (\\d+)$`, 'gm'));
    return Object.fromEntries([...samples].map(([, labels = '', value]) => [labels, Number(value)]));
  };
}

const serialOf = (server: string): string =>
  `site="${server.slice(4)}",server="${server}",zone="anycast.test"`;

/** A node's own, of IPv4. */
function addressOf(name: string): string {
  const parsed = parseTopology(topology('dnsdist'), 'lab.yaml');
  const nodes = 'topology' in parsed ? planLab(parsed.topology).nodes : [];
  const interfaces = nodes.find((node) => node.name === name)?.interfaces ?? [];
  return interfaces.flatMap(({ addresses }) => addresses).find(({ family }) => family === 4)?.address ?? '';
}

const ZONE_FILE = '/etc/anycast-lab/anycast.test.zone';

const zoneAt = async (lab: string, server: string) =>
  `${(await execIn(lab, server, 'cat', ZONE_FILE)).stdout}\n`;

/** Lets a Knot have another zone; it has read it when this returns. */
async function serve(lab: string, server: string, zone: string): Promise<void> {
  await putFile(lab, server, ZONE_FILE, zone);
  const reload = ['knotc', '-s', '/tmp/knot.sock', '-b', 'zone-reload', 'anycast.test'];
  expect((await execIn(lab, server, ...reload)).exitCode).toBe(0);
}

/** What a balancer has answered from what it keeps, and what it has not. */
async function kept(lab: string, balancer: string): Promise<readonly number[]> {
  const metric = await metrics(lab);
  const labels = `site="${balancer.slice(3)}",server="${balancer}"`;
  return ['hits', 'misses'].map((what) => Number(metric(`server_cache_${what}_total`)[labels]));
}

interface Answer {
  readonly status: string;
  /** By NSID. */
  readonly server: string;
}

/**
 * Asks one thing after another, each a name and a type, as a client does; without cookies, as each of these is a question of its own to
 * a cache.
 */
async function dig(lab: string, address: string, names: readonly string[], ...flags: readonly string[]) {
  const options = ['+nsid', '+nocookie', '+time=1', '+tries=1', ...flags];
  const asked = names.flatMap((name) => [...options, `@${address}`, ...name.split(' ')]);
  const { stdout } = await execIn(lab, 'alma', 'dig', ...asked);
  return stdout
    .split(/->>HEADER<<-/)
    .slice(1)
    .map(
      (text): Answer => ({
        status: /status: (\w+)/.exec(text)?.[1] ?? 'none',
        server: /NSID: .*\("(\S+)"\)/.exec(text)?.[1] ?? 'nobody',
      }),
    );
}

const serversIn = (answers: readonly Answer[]) =>
  [...new Set(answers.map(({ server }) => server))].toSorted();

/** Names that nobody has asked for. */
const fresh = (prefix: string) => Array.from({ length: 9 }, (_, index) => `${prefix}${index}.anycast.test A`);

async function origins(lab: string): Promise<readonly string[]> {
  type Table = { readonly paths?: readonly { readonly aspath: { readonly string: string } }[] };
  const { paths = [] } = await vtyshJson<Table>(lab, 'near', `show bgp ipv4 unicast ${V4}`);
  return paths.map(({ aspath }) => aspath.string.split(' ').at(-1) ?? '');
}

/** What `up` would still wait for, if it looked now. */
async function missing(name: string): Promise<readonly ReadinessFailure[]> {
  const engine = await connectedEngine();
  const lab = await openLab(engine, name);
  const agent = await startAgent(engine, name, lab.fabric.id);
  try {
    const processes = await nodeProcesses(engine, lab, lab.plan.nodes);
    const readiness = await agent.ask('await', { ...awaitRequest(lab.plan, processes), timeout: 0 });
    return readiness.ready ? [] : readiness.failures;
  } finally {
    await agent.close();
  }
}

describe('a balancer that asks its back ends in turn, and keeps answers', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('balancer', topology('{ policy: roundrobin, cache: { entries: 1000 }, tls: true }'));
  });

  it('is up with every back end in', async () => {
    const { nodes, sites } = await cliJson<LabStatus>(['status', lab]);
    expect(
      nodes.flatMap(({ balancer }) => balancer?.backends.map(({ name, up }) => [name, up]) ?? []),
    ).toEqual([...[1, 2, 3].map((number) => [`ns${number}.aix`, true]), ['ns1.hq', true]]);
    expect(sites.flatMap(({ servers }) => servers.map(({ state }) => state))).toEqual([
      ...['in', 'in', 'in'],
      'not checked',
    ]);
  });

  it('passes on which of the three has answered, over both IP versions, over TCP and over TLS', async () => {
    const three = ['ns1.aix', 'ns2.aix', 'ns3.aix'];
    expect(serversIn(await dig(lab, '192.0.2.53', fresh('four')))).toEqual(three);
    expect(serversIn(await dig(lab, '2001:db8:53::53', fresh('six')))).toEqual(three);
    expect(serversIn(await dig(lab, '192.0.2.53', fresh('tcp'), '+tcp'))).toEqual(three);
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    expect(entries.map(({ site }) => site)).toEqual(['aix', 'aix']);
    expect(serversIn(await dig(lab, '2001:db8:53::53', fresh('tls'), '+tls'))).toEqual(three);
    const overTls = await cliJson<ProbeResult>(['probe', lab, '--tls']);
    expect(overTls.entries.map(({ site, problem }) => [site, problem])).toEqual(Array(2).fill(['aix', null]));
    // Servers have their own addresses alone.
    const { stdout } = await execIn(lab, 'ns1.aix', 'sh', '-c', 'cat /proc/net/fib_trie');
    expect(stdout).not.toContain('192.0.2.53');
  });

  it('answers again from its cache, with the server of then, and counts that', async () => {
    const again = Array.from({ length: 4 }, () => 'nosuch.anycast.test TXT');
    const [hits = 0, misses = 0] = await soon(async () => {
      const before = await kept(lab, 'lb.aix');
      expect(before).not.toContain(Number.NaN);
      return before;
    });
    const answers = await dig(lab, '192.0.2.53', again);
    expect(answers.map((answer) => answer.status)).toEqual(again.map(() => 'NXDOMAIN'));
    expect(serversIn(answers)).toHaveLength(1);
    // Nobody but the site's router asks anything else, and that not from the cache.
    await soon(async () => expect(await kept(lab, 'lb.aix')).toEqual([hits + 3, misses + 1]));
    const metric = await metrics(lab);
    expect(metric('site_announced')).toEqual({ 'site="aix"': 1, 'site="bcn"': 1, 'site="hq"': 0 });
    const serving = ['ns1.aix', 'ns2.aix', 'ns3.aix', 'ns1.hq'];
    expect(metric('zone_serial')).toEqual(Object.fromEntries(serving.map((server) => [serialOf(server), 1])));
    const after = (await status(lab, 'lb.aix')).balancer;
    expect(after?.cacheHitRate).toBeGreaterThan(0);
    expect(after?.backends.map(({ name, up }) => [name, up])).toEqual([
      ['ns1.aix', true],
      ['ns2.aix', true],
      ['ns3.aix', true],
    ]);
    expect((await cli(['status', lab])).stdout).toMatch(
      /lb\.aix +ns1\.aix, ns2\.aix, ns3\.aix +\d+ +[\d.]+ %/,
    );
  });

  it('tells what each of its daemons has counted itself, and how fast', async () => {
    const names = fresh('count');
    const before = await aix(lab);
    await dig(lab, '192.0.2.53', names);
    const site = await aix(lab);
    expect(site).toMatchObject({ announced: 'yes', why: [], sessions: { up: 2, of: 2 } });
    expect(site.queriesPerSecond).toBe(site.balancer?.queriesPerSecond);
    // The edge's checks, twice a second: one look may fall between two of them.
    await soon(async () => expect((await aix(lab)).queriesPerSecond).toBeGreaterThan(0));
    expect(site.cacheHitRate).toBeGreaterThan(0);
    for (const [index, { kind, state, queries, queriesPerSecond, zones }] of site.servers.entries()) {
      expect({ kind, state, zones }).toEqual({
        ...{ kind: ['nsd', 'bind', 'knot'][index], state: 'in' },
        zones: [{ zone: 'anycast.test', serial: 1, state: 'current' }],
      });
      const more = Number(queries) - Number(before.servers[index]?.queries);
      expect(more, kind).toBeGreaterThanOrEqual(names.length / 3);
      expect(queriesPerSecond, kind).toBeGreaterThanOrEqual(0);
    }
  });

  it('lets the checks of the router through to the back ends, whatever it keeps', async () => {
    const asked = async (): Promise<number> => {
      const { balancer } = await status(lab, 'lb.aix');
      return balancer?.backends.reduce((sum, { queries }) => sum + queries, 0) ?? 0;
    };
    // Nobody else asks anything; from the cache, one a minute would get there.
    const before = await asked();
    await soon(async () => expect(await asked()).toBeGreaterThan(before + 3));
  });

  it('tells of every query from both sides, and which of them one side alone saw', async () => {
    const [bind, hq] = [addressOf('ns2.aix'), addressOf('ns1.hq')];
    const log = startCli(['logs', '--queries', '--lab', lab, '--json']);
    await new Promise<void>((resolve) => log.stderr?.once('data', () => resolve()));
    await Promise.all([
      dig(lab, '192.0.2.53', fresh('log')),
      // Over the loopback, where no link sees it.
      execIn(lab, 'ns2.aix', 'dig', '+tries=1', `@${bind}`, 'inside.anycast.test'),
      cli(['fault', 'server-kill', 'hq', '--lab', lab]),
    ]);
    await dig(lab, '192.0.2.53', ['log0.anycast.test A']);
    await dig(lab, hq, ['lost.anycast.test A']);
    log.kill('SIGINT');
    const { exitCode, stdout, stderr } = await log;
    expect((await cli(['restore', 'hq', '--lab', lab])).exitCode).toBe(0);
    expect(exitCode, stderr).toBe(0);
    const { queries, leftOut, silent } = JSON.parse(stdout) as QueryLogResult & {
      readonly queries: readonly LoggedQuery[];
    };
    const seen = queries.map(
      ({ name, sender, site, seenBy, entries, answer }) =>
        `${name.split('.')[0]} ${sender} ${site} ${seenBy}: ${entries.map(({ node, from }) => from ?? node).join(' > ')}, ${answer?.rcode}`,
    );
    const three = ['ns1.aix', 'ns2.aix', 'ns3.aix'];
    const asked = seen.filter((line) => /^log\d/.test(line));
    expect(asked, seen.join('\n')).toHaveLength(10);
    for (const server of three) {
      const way = ` alma aix both: lb.aix > ${server}, NXDOMAIN`;
      expect(asked.filter((line) => line.endsWith(way))).toHaveLength(3);
    }
    expect(seen).toContain('log0 alma aix both: cache, NXDOMAIN');
    expect(seen).toContain('inside ns2.aix aix server: ns2.aix, undefined');
    expect(seen).toContain('lost alma null sender: , undefined');
    expect(queries.find(({ seenBy }) => seenBy === 'sender')?.lastSeen?.to).toBe('ns1.hq');
    // Aix asks its back ends itself.
    expect(Object.keys(leftOut.check).toSorted()).toEqual(['aix', 'bcn', 'lb.bcn']);
    expect(silent).toEqual(['ns1.hq']);
  });

  const backendsUp = async () => (await status(lab, 'lb.aix')).balancer?.backends.map(({ up }) => up);

  it('leaves out one that answers something else than it should, until it is right again', async () => {
    const right = await zoneAt(lab, 'ns3.aix');
    const wrong = right.replaceAll('203.0.113.80', '203.0.113.81');
    expect(wrong).not.toBe(right);
    await serve(lab, 'ns3.aix', wrong);
    await soon(async () => expect(await backendsUp()).toEqual([true, true, false]));
    expect(serversIn(await dig(lab, '192.0.2.53', fresh('right')))).toEqual(['ns1.aix', 'ns2.aix']);
    expect(await dig(lab, addressOf('ns3.aix'), ['www.anycast.test A'])).toMatchObject([
      { status: 'NOERROR' },
    ]);
    const { stdout } = await cli(['status', lab]);
    expect(stdout).toContain('ns3.aix out of lb.aix (answered 203.0.113.81)');
    expect(await origins(lab)).toContain('64496');
    await serve(lab, 'ns3.aix', right);
    await soon(async () => expect(await backendsUp()).toEqual([true, true, true]));
  });

  it('leaves out one that is killed, while the site stays', async () => {
    expect((await cli(['fault', 'server-kill', 'ns2.aix', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => expect(await backendsUp()).toEqual([true, false, true]));
    expect(serversIn(await dig(lab, '192.0.2.53', fresh('two')))).toEqual(['ns1.aix', 'ns3.aix']);
    expect(await origins(lab)).toContain('64496');
  });

  it('without any, the site is withdrawn, although answers are left in the cache; and comes back', async () => {
    await cliJson(['restore', '--lab', lab]);
    await soon(async () => expect((await cli(['status', lab])).exitCode).toBe(0));
    const www = ['www.anycast.test A', 'anycast.test SOA'];
    expect(serversIn(await dig(lab, '192.0.2.53', www)).join()).toMatch(/aix/);
    expect((await cli(['fault', 'server-kill', 'aix', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => expect(await origins(lab)).toEqual(['64497']));
    expect(serversIn(await dig(lab, '192.0.2.53', www))).toEqual(['ns1.hq']);
    const metric = await metrics(lab);
    expect(metric('site_announced')).toEqual({ 'site="aix"': 0, 'site="bcn"': 1, 'site="hq"': 0 });
    expect(metric('zone_serial')).toEqual({ [serialOf('ns1.hq')]: 1 });
    const { announced, why, servers } = await aix(lab);
    expect({
      announced,
      why: why.map(({ text }) => text),
      states: servers.map(({ state }) => state),
    }).toEqual({
      announced: 'no',
      why: [
        expect.stringMatching(/^fault server-kill of aix since 2/),
        expect.stringMatching(/^no server is healthy: lb\.aix \w/),
      ],
      states: ['out', 'out', 'out'],
    });
  });

  it('with its back end elsewhere, a balancer passes on who answered, and drops what is over its limit', async () => {
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    expect(entries.map(({ server, problem }) => [server, problem])).toEqual(Array(2).fill(['ns1.hq', null]));
    // Let the tokens of what was asked so far come back: twenty a second, and twenty at most.
    await soon(async () =>
      expect((await dig(lab, '192.0.2.53', fresh('one'))).map(({ status }) => status)).not.toContain('none'),
    );
    const script =
      'seq 200 | sed "s/.*/n&.anycast.test A/" | dnsperf -s 192.0.2.53 -d /dev/stdin -Q 200 -l 1 -t 0.3';
    const { stdout } = await execIn(lab, 'alma', 'sh', '-c', script);
    const completed = Number(/Queries completed: +(\d+)/.exec(stdout)?.[1]);
    const { balancer } = await status(lab, 'lb.bcn');
    expect(balancer?.dropped).toBeGreaterThan(100);
    expect(completed).toBeGreaterThanOrEqual(20);
    expect(completed).toBeLessThan(80);
  });

  it('asks anew for what it has kept as long as its TTL said', async () => {
    const zone = await zoneAt(lab, 'ns1.hq');
    const serves = (address: string) => serve(lab, 'ns1.hq', `${zone}brief 2 A ${address}\n`);
    const ask = async (times: number) => {
      const asked = Array(times).fill(['@192.0.2.53', 'brief.anycast.test']).flat();
      return (await execIn(lab, 'alma', 'dig', '+short', '+nocookie', ...asked)).stdout.split('\n');
    };
    await serves('203.0.113.81');
    const [hits = 0, misses = 0] = await kept(lab, 'lb.bcn');
    expect(await ask(2)).toEqual(Array(2).fill('203.0.113.81'));
    await soon(async () => expect(await kept(lab, 'lb.bcn')).toEqual([hits + 1, misses + 1]));
    await serves('203.0.113.82');
    await soon(async () => expect(await ask(1)).toEqual(['203.0.113.82']));
    // Whenever it was asked before that, it had the old one yet.
    await soon(async () => expect((await kept(lab, 'lb.bcn'))[1]).toBe(misses + 2));
  });

  it('when the way to its back end is dead, the site is withdrawn; and comes back with it', async () => {
    expect((await cli(['fault', 'link-down', 'hq', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => expect(await origins(lab)).toEqual([]));
    // The site's own check may find it out before the balancer's does.
    await soon(async () => {
      const { balancer } = await status(lab, 'lb.bcn');
      expect(balancer?.backends).toMatchObject([{ name: 'ns1.hq', up: false }]);
    });
    // Aix is without its servers, too.
    const waits = await missing(lab);
    expect(waits).toContainEqual({
      ...{ rung: 'answers', node: 'lb.bcn', seen: 'it takes these back ends for down: ns1.hq' },
    });
    expect(waits).toContainEqual({
      ...{ rung: 'answers', node: 'aix' },
      seen: expect.stringMatching(/^its health check waits for lb\.aix \(.+\), ns1\.aix \(.+\), ns2\.aix /),
    });
    await cliJson(['restore', '--lab', lab]);
    await soon(async () => expect(await origins(lab)).toContain('64496'));
    await soon(async () => expect((await cli(['status', lab])).exitCode).toBe(0));
  });

  it('is watched until somebody stops that, or takes the lab down', async () => {
    const watches = [0, 1].map(() => startCli(['status', lab, '--watch', '--interval', '0.5', '--json']));
    const looks = watches.map(() => 0);
    for (const [index, watch] of watches.entries()) {
      watch.stdout?.on('data', (part: Buffer) => {
        looks[index] = (looks[index] ?? 0) + part.toString().split('\n').length - 1;
      });
    }
    await soon(async () => expect(Math.min(...looks)).toBeGreaterThan(1));
    const [stopped, other] = watches;
    stopped?.kill('SIGINT');
    expect(await stopped).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await cli(['down', lab])).exitCode).toBe(0);
    const ended = await other;
    expect(ended).toMatchObject({ exitCode: 0, stderr: `The lab ${lab} has been taken down.` });
    const documents = `${ended?.stdout}`.split('\n').map((line) => JSON.parse(line) as LabStatus);
    expect(documents.every((document) => document.lab === lab && document.sites.length === 3)).toBe(true);
  });
});
