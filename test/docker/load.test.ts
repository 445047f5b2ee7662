import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadResult } from '../../src/lab/load.ts';
import { cli, cliJson } from './support/cli.ts';
import { killNode } from './support/engine.ts';
import { labName } from './support/labs.ts';

/** Two small sites, bots and a client at one of them, and a client at the other. */
const TOPOLOGY = 'absorb-or-withdraw';

/** Several times what a hundredth of a processor answers. */
const ATTACK = ['--clients', 'bots', '--qps', '2500', '--for', '2', '--family', '4'];

/** Shares of what was sent that were answered, by client. */
const answeredIn = ({ clients }: LoadResult) =>
  new Map(clients.map(({ client, sent, answered }) => [client, answered / sent]));

describe('load', () => {
  let lab: string;
  const attack = async (): Promise<LoadResult> => {
    const { exitCode, stdout, stderr } = await cli(['load', lab, ...ATTACK, '--json']);
    const result = JSON.parse(stdout) as LoadResult;
    const forsaken = result.clients.some(({ answered }) => answered === 0);
    expect(exitCode, stderr).toBe(result.invalid.length > 0 ? 3 : forsaken ? 1 : 0);
    return result;
  };
  beforeAll(async () => {
    lab = labName('load');
    await cliJson(['up', TOPOLOGY, '--name', lab]);
  });

  it('shows the overload of one site, and that it hurts nobody at the other', async () => {
    const result = await attack();
    expect(result.invalid).toEqual([]);
    expect(result.sites).toMatchObject([
      { site: 'fra', share: { count: result.total.sent, of: result.total.sent } },
      { site: 'nyc', share: { count: 0 } },
    ]);
    expect(result.sites.map(({ catchment }) => catchment)).toEqual([
      { count: 2, of: 3 },
      { count: 1, of: 3 },
    ]);
    const answered = answeredIn(result);
    expect(answered.get('bots')).toBeLessThan(0.8);
    expect(answered.get('berlin')).toBeLessThan(0.95);
    expect(answered.get('chicago')).toBe(1);
    const { latency } = result.clients.find(({ client }) => client === 'chicago') ?? {};
    expect(latency?.p50).toBeGreaterThan(0);
  });

  it('is in the metrics: what each server read and answered, and what its queue had no room for', async () => {
    const { exitCode, stdout } = await cli(['metrics', lab]);
    expect(exitCode).toBe(0);
    const figure = (name: string, server: string) => {
      const line = new RegExp(`^anycast_lab_server_${name}_total\\{.*server="${server}"\\} (\\d+)$`, 'm');
      return Number(line.exec(stdout)?.[1]);
    };
    expect(figure('overflows', 'ns1.fra')).toBeGreaterThan(500);
    expect(figure('overflows', 'ns1.nyc')).toBe(0);
    // Two seconds of 10 a second from chicago, and what a probe asks.
    expect(figure('queries', 'ns1.nyc')).toBeGreaterThan(20);
    expect(figure('answers', 'ns1.nyc')).toBe(figure('datagrams', 'ns1.nyc'));
    expect(stdout).toContain(
      `anycast_lab_prefix_announced{lab="${lab}",site="fra",prefix="192.0.2.0/24"} 1\n`,
    );
  });

  it('is shared out by weights, and comes to the sites accordingly', async () => {
    const words = ['--clients', 'berlin,chicago', '--weights', 'berlin=3', '--qps', '200', '--for', '1'];
    const { clients, sites, invalid } = await cliJson<LoadResult>([
      'load',
      lab,
      ...words,
      ...['--family', '4'],
    ]);
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

  it('refuses what is no load, and says what to write', async () => {
    const refusal = async (...words: readonly string[]) => {
      const { exitCode, stderr } = await cli(['load', lab, ...words]);
      expect(exitCode).toBe(2);
      return stderr;
    };
    const tls = await cli(['probe', lab, '--tls']);
    expect(tls).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('answers over TLS') });
    const [uneven, unknown, much] = await Promise.all([
      refusal('--qps', '4', '--family', '4', '--weights', 'bots=999,berlin=1'),
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
