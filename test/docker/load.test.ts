import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { LoadResult } from '../../src/lab/load.ts';
import type { ProbeResult } from '../../src/lab/probe.ts';
import type { SiteStatus } from '../../src/lab/site-status.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { killNode } from './support/engine.ts';
import { labName } from './support/labs.ts';

/** Two small sites, each with bots and a client: nyc stays whatever comes, fra checks its server. */
const TOPOLOGY = 'absorb-or-withdraw';

/** Queries a second: more than a hundredth of a processor answers. */
const ATTACK = 2500;

/** Shares of what was sent that were answered, by client. */
const answeredIn = ({ clients }: LoadResult) =>
  new Map(clients.map(({ client, sent, answered }) => [client, answered / sent]));

describe('load', () => {
  let lab: string;
  const send = async (...words: readonly string[]): Promise<LoadResult> => {
    const { exitCode, stdout, stderr } = await cli(['load', lab, ...words, '--json']);
    const result = JSON.parse(stdout) as LoadResult;
    const forsaken = result.clients.some(({ answered }) => answered === 0);
    expect(exitCode, stderr).toBe(result.invalid.length > 0 ? 3 : forsaken ? 1 : 0);
    return result;
  };
  const attack = (bots: string, seconds: number): Promise<LoadResult> =>
    send('--clients', bots, '--qps', `${ATTACK}`, '--for', `${seconds}`);
  /** Loads once more where the figures do not stand: a busy machine may send too little. */
  const standing = async (load: () => Promise<LoadResult>): Promise<LoadResult> => {
    const result = await load();
    return result.invalid.length === 0 ? result : load();
  };
  const siteStatus = async (name: string): Promise<SiteStatus | undefined> => {
    // Exit code 1 where a site is not announced.
    const { stdout } = await cli(['status', lab, '--json']);
    return (JSON.parse(stdout) as LabStatus).sites.find(({ site }) => site === name);
  };
  /** What fra's health check has found to change since the lab came up: `out of 192.0.2.0/24: ...`. */
  const changesAtFra = async (): Promise<readonly string[]> => {
    const { stdout } = await cli(['logs', '--lab', lab, 'fra']);
    return [...stdout.matchAll(/HEALTH: ns1\.fra is (.*)/g)].map(([, change]) => change ?? '');
  };
  const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 40_000, interval: 500 });
  beforeAll(async () => {
    lab = labName('load');
    await cliJson(['up', TOPOLOGY, '--name', lab]);
  });

  it('is absorbed by a site that stays, and hurts nobody at the other', async () => {
    const result = await standing(() => attack('bots-us', 2));
    expect(result.invalid).toEqual([]);
    expect(result.sites).toMatchObject([
      { site: 'fra', share: { count: 0 } },
      { site: 'nyc', share: { count: result.total.sent, of: result.total.sent } },
    ]);
    expect(result.sites.map(({ catchment }) => catchment)).toEqual([
      { count: 4, of: 8 },
      { count: 4, of: 8 },
    ]);
    const answered = answeredIn(result);
    expect(answered.get('bots-us')).toBeLessThan(0.8);
    expect(answered.get('chicago')).toBeLessThan(0.95);
    expect(answered.get('bots-eu')).toBe(1);
    expect(answered.get('berlin')).toBe(1);
    const { latency } = result.clients.find(({ client }) => client === 'berlin') ?? {};
    expect(latency?.p50).toBeGreaterThan(0);
  });

  it('ends with 130 when it is interrupted, however early', async () => {
    const running = startCli(['load', lab, '--qps', '30', '--for', '30']);
    running.stderr?.once('data', () => running.kill('SIGINT'));
    const { exitCode, stderr } = await running;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: expect.stringMatching(/^anycast-lab: interrupted$/m),
    });
  });

  it('is in the metrics: what each server read and answered, and what its queue had no room for', async () => {
    const { exitCode, stdout } = await cli(['metrics', lab]);
    expect(exitCode).toBe(0);
    const figure = (name: string, server: string) => {
      const line = new RegExp(`^anycast_lab_server_${name}_total\\{.*server="${server}"\\} (\\d+)$`, 'm');
      return Number(line.exec(stdout)?.[1]);
    };
    expect(figure('overflows', 'ns1.nyc')).toBeGreaterThan(500);
    expect(figure('overflows', 'ns1.fra')).toBe(0);
    // Two seconds of 10 a second from each of two clients to each of two addresses, and what a probe asks.
    expect(figure('queries', 'ns1.fra')).toBeGreaterThan(80);
    // Its health check goes on asking while the two are read.
    expect(Math.abs(figure('datagrams', 'ns1.fra') - figure('answers', 'ns1.fra'))).toBeLessThan(5);
    expect(stdout).toContain(
      `anycast_lab_prefix_announced{lab="${lab}",site="nyc",prefix="192.0.2.0/24"} 1\n`,
    );
  });

  it('is shared out by weights, and comes to the sites accordingly', async () => {
    const words = ['--clients', 'berlin,chicago', '--weights', 'berlin=3', '--qps', '200', '--for', '2'];
    const { clients, sites, invalid } = await standing(() => send(...words, '--family', '4'));
    expect(invalid).toEqual([]);
    const load = clients.filter(({ role }) => role === 'load');
    expect(load.map(({ client, qps }) => [client, qps])).toEqual([
      ['berlin', 150],
      ['chicago', 50],
    ]);
    const [berlin, chicago] = load.map(({ sent }) => sent);
    expect((berlin ?? 0) / (chicago ?? 0)).toBeGreaterThan(2.5);
    expect((berlin ?? 0) / (chicago ?? 0)).toBeLessThan(3.5);
    // Berlin is answered by fra, chicago by nyc.
    expect(sites.map(({ site, share }) => [site, share.count])).toEqual([
      ['fra', berlin],
      ['nyc', chicago],
    ]);
  });

  it('moves on when the overloaded site fails its own checks and withdraws, until it is back', async () => {
    const before = await cliJson<ProbeResult>(['probe', lab, '--json']);
    const earlier = (await changesAtFra()).length;
    const attacking = attack('bots-eu', 8);
    // Until it is waited for, a failure is nobody's.
    attacking.catch(() => undefined);
    await soon(async () =>
      expect(await siteStatus('fra')).toMatchObject({
        announced: 'no',
        why: [{ kind: 'health', text: expect.stringContaining('ns1.fra') }],
      }),
    );
    const result = await attacking;
    // The attack came to fra first, and then to nyc; so did what berlin asked.
    const shares = new Map(result.sites.map(({ site, share }) => [site, share.count / share.of]));
    expect(shares.get('fra')).toBeGreaterThan(0);
    expect(shares.get('nyc')).toBeGreaterThan(0.1);
    const berlin = result.clients.find(({ client }) => client === 'berlin');
    expect(berlin?.sites.map(({ site }) => site)).toEqual(expect.arrayContaining(['fra', 'nyc']));
    const answered = answeredIn(result);
    expect(answered.get('bots-eu')).toBeLessThan(0.8);
    // While nyc has its own clients alone, they lose nothing.
    expect(answered.get('chicago')).toBeLessThan(1);

    await soon(async () => expect(await siteStatus('fra')).toMatchObject({ announced: 'yes', why: [] }));
    const after = await cliJson<ProbeResult>(['probe', lab, '--json']);
    const answeredAt = ({ entries }: ProbeResult) =>
      entries.map(({ client, family, site }) => [client, family, site]);
    expect(answeredAt(after)).toEqual(answeredAt(before));
    // Once at least, and again where it is back before the attack is over.
    for (const prefix of ['192.0.2.0/24', '2001:db8:53::/48']) {
      const words = (await changesAtFra())
        .slice(earlier)
        .filter((change) => change.includes(prefix))
        .map((change) => change.split(' ')[0]);
      expect(words.length).toBeGreaterThan(0);
      expect(words).toEqual(words.map((_, index) => (index % 2 === 0 ? 'out' : 'back')));
      expect(words.at(-1)).toBe('back');
    }
  });

  it('refuses what is no load, and says what to write', async () => {
    const refusal = async (...words: readonly string[]) => {
      const { exitCode, stderr } = await cli(['load', lab, ...words]);
      expect(exitCode).toBe(2);
      return stderr;
    };
    const tls = await cli(['probe', lab, '--tls']);
    expect(tls).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('answers over TLS') });
    const [uneven, unknown, much] = await Promise.all([
      refusal('--qps', '4', '--family', '4', '--weights', 'bots-eu=999,berlin=1'),
      refusal('--clients', 'berlim'),
      refusal('--qps', '9000', '--for', '60'),
    ]);
    expect(unknown).toContain('Did you mean berlin?');
    expect(much).toContain('--for 22');
    expect(uneven).toContain('weights that differ less');
  });

  it('sends nothing at all where one of the clients does not run', async () => {
    await killNode(lab, 'chicago');
    // It would be killed in the middle of the load.
    const words = ['load', lab, '--qps', '300', '--for', '60'];
    const { exitCode, stderr } = await cli(words, { timeout: 30_000 });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('chicago') });
  });
});
