/** Real resolvers, of clients and of sites: what users behind them see, and from whom they have their answers. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import type { TraceResult } from '../../src/lab/trace.ts';
import { measureRun } from '../../src/measure/run-figures.ts';
import { measureUsers } from '../../src/measure/users.ts';
import { CLIENT_UNBOUND_CONF } from '../../src/render/client-unbound-conf.ts';
import { decodeResult } from '../../src/report/result-file.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab, topologyFile } from './support/labs.ts';

const CHOICE = readFileSync(new URL('../../topologies/eu-and-global.yaml', import.meta.url), 'utf8');

/** In ms: a scenario that the machine was too busy for is run again. */
const LONGEST = 240_000;

it(
  'users of a zone on two prefixes hardly notice that one of them is silent',
  async () => {
    const json = `${topologyFile('')}.json`;
    const words = ['test', 'resolver-retry', '--interval', '50', '--json', json];
    const { exitCode, stdout, stderr } = await cli(words, { timeout: LONGEST });
    expect(exitCode, stdout + stderr).toBe(0);

    const [lab] = decodeResult(readFileSync(json, 'utf8')).labs;
    const run = lab?.scenarios[0]?.run;
    if (lab === undefined || !run) throw new Error(`no run: ${stdout}`);
    // On the wire all that is sent to one of the two prefixes is lost for two seconds at the least.
    const [away] = measureRun(lab.plan, run);
    const lost = away?.outcomes.filter(({ service }) => service === 'one').map((each) => each.lost) ?? [];
    expect(Math.min(...lost)).toBeGreaterThan(30);

    const [users = []] = measureUsers(lab.plan, run);
    const find = (client: string, fresh: boolean) =>
      users.find((user) => user.client === client && user.fresh === fresh)?.slowest ?? -1;
    // A resolver waits 50 ms at the least before it asks another server (Unbound's RTT_MIN_TIMEOUT).
    for (const slowest of [find('berlin', true), find('chicago', true), find('chicago', false)]) {
      expect(slowest).toBeGreaterThan(50_000);
    }
    // What it has in its cache it need not ask for.
    expect(find('berlin', false)).toBeLessThan(50_000);
  },
  LONGEST,
);

function atLeast(least: number) {
  return expect.toSatisfy((count: number) => count >= least, `at least ${least}`);
}

/** Lets the resolver of a client forget all round trips. */
const FORGET = `unbound-control -c ${CLIENT_UNBOUND_CONF} flush_infra all >&2`;

/** How many of sixty queries of a user at a client each server answered. @param before what is done first */
async function chosen(
  lab: string,
  client: string,
  before: string,
): Promise<Readonly<Record<string, number>>> {
  const ask = `${before}
    for i in $(seq 60); do echo whoami.example.test TXT; done | dig +short -f -`;
  const { stdout } = await execIn(lab, client, 'sh', '-c', ask);
  const counts: Record<string, number> = {};
  for (const [, server = ''] of stdout.matchAll(/^"(.*)"$/gm)) counts[server] = (counts[server] ?? 0) + 1;
  return counts;
}

it('resolvers choose among the name servers of a zone: some at random, some the fastest', async () => {
  const lab = await startLab('choice', CHOICE);
  expect((await cliJson<ProbeResult>(['probe', lab])).good).toBe(true);
  // What follows may come about by delays alone where the machine is busy.
  const option = ['unbound-control', '-c', CLIENT_UNBOUND_CONF, 'get_option', 'fast-server-permil'];
  const options = ['chicago', 'boston'].map((client) => execIn(lab, client, ...option));
  expect((await Promise.all(options)).map(({ stdout }) => stdout.trim())).toEqual(['0', '900']);
  // Again where a busy machine was late with an answer: for a quarter of an hour that server is a slow one to the resolver.
  const comesTo = (client: string, expected: Readonly<Record<string, unknown>>, before = FORGET) =>
    expect.poll(() => chosen(lab, client, before), { timeout: 60_000 }).toMatchObject(expected);
  await Promise.all([
    // Of sixty coin tosses fewer than ten are of one kind once in ten million times.
    comesTo('chicago', { 'ns1.lon': atLeast(10), 'ns1.nyc': atLeast(10) }),
    // One in twenty goes to the other, and a few at first. Of coin tosses so many would be of one kind once in a hundred thousand times.
    comesTo('boston', { 'ns1.nyc': atLeast(48) }),
    comesTo('tokyo', { 'ns1.sin': atLeast(48) }),
    // 4 ms away and not 14: that is found out by hundreds of queries, and may be known from the first on.
    comesTo('manchester', { 'ns1.lon': atLeast(48) }, ':'),
  ]);
});

/** Everything at once, in as few containers as there can be: `near` has a root and what is delegated from the zone; `far` has the zone. */
const INTERNET = `
internet-dns: true
services:
  zone: { prefixes: [192.0.2.0/24, "2001:db8:53::/48"], zones: [{ name: example.test, delegate: { sub: inner } }] }
  inner: { prefixes: [198.51.100.0/24, "2001:db8:55::/48"], zone: sub.example.test }
  public: { prefixes: [203.0.113.0/24, "2001:db8:54::/48"], role: resolver, tls: true }
health: { interval: 0.5 }
sites:
  near: { services: [root, tld, inner, public] }
  far: { services: [zone, public], asn: 64511 }
routers: { isp: }
clients: { anna: { router: isp, resolver: unbound } }
links: [{ link: near -> isp }, { link: far -> isp, policy: { isp: { in: { local-pref: 50 } } } }]
`;

describe('a lab with a root and an anycast resolver', () => {
  it('resolves from the root down, and comes to another resolver when one dies', async () => {
    const lab = await startLab('internet', INTERNET);
    const { entries, good } = await cliJson<ProbeResult>(['probe', lab]);
    expect(good).toBe(true);
    expect([...new Set(entries.map(({ service, server }) => `${service} ${server}`))]).toEqual([
      'inner ns1.near',
      'public res1.near',
      'root root1.near',
      'tld tld1.near',
      'zone ns1.far',
    ]);
    // Over TLS the resolvers alone answer, so that they alone are asked.
    const overTls = await cliJson<ProbeResult>(['probe', lab, '--tls']);
    expect(overTls.good).toBe(true);
    expect(overTls.entries.map(({ service, server }) => `${service} ${server}`)).toEqual(
      Array(2).fill('public res1.near'),
    );

    const words = ['trace', 'anna', 'WWW.example.test.', '--lab', lab, '--family'];
    const traced = async (name: string) => {
      const trace = ['trace', 'anna', name, '--lab', lab, '--family', '6'];
      const { steps, answered } = await cliJson<TraceResult>(trace);
      expect(answered).toBe(true);
      return steps.map(({ zone, server, outcome }) => [zone, server, outcome.kind]);
    };
    const down = [
      ['.', 'root1.near', 'referral'],
      ['test', 'tld1.near', 'referral'],
    ];
    expect(await traced('WWW.example.test.')).toEqual([...down, ['example.test', 'ns1.far', 'answer']]);
    expect(await traced('www.sub.example.test')).toEqual([
      ...down,
      ['example.test', 'ns1.far', 'referral'],
      ['sub.example.test', 'ns1.near', 'answer'],
    ]);

    const ask = async (...question: readonly string[]) =>
      (await execIn(lab, 'anna', 'dig', '+short', ...question)).stdout.trim();
    // By its own resolver, which resolv.conf names, and by that of the site: each found the zone's only server.
    expect(await ask('whoami.example.test', 'TXT')).toBe('"ns1.far"');
    expect(await ask('@203.0.113.53', 'whoami.example.test', 'TXT')).toBe('"ns1.far"');
    // And went on to where that refers to.
    expect(await ask('whoami.sub.example.test', 'TXT')).toBe('"ns1.near"');
    expect(await ask('@203.0.113.53', 'whoami.sub.example.test', 'TXT')).toBe('"ns1.near"');

    // And they have counted that: the one at the site also what it had in its cache.
    const { sites } = await cliJson<LabStatus>(['status', lab]);
    const daemons = sites.flatMap(({ servers }) => servers);
    expect(daemons.filter(({ queries }) => queries === null)).toEqual([]);
    const resolver = daemons.find(({ server }) => server === 'res1.near');
    expect(resolver).toMatchObject({ kind: 'unbound', state: 'in' });
    expect(resolver?.cacheHitRate).toBeLessThan(1);

    // All servers of the site die, the resolver's among them: by its check, it is out.
    await cliJson(['fault', 'server-kill', 'near', '--lab', lab]);
    await expect
      .poll(() => ask('@203.0.113.53', 'id.server', 'TXT', 'CH'), { timeout: 10_000 })
      .toBe('"res1.far"');
    const lost = await cli([...words, '4']);
    expect(lost.exitCode, lost.stdout).toBe(1);
    expect(lost.stdout).toMatch(/anna gets no answer/);
  });
});
