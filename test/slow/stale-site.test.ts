import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { execIn, labName, startLab } from '../docker/support/labs.ts';

describe('a site that hears nothing from the primary any more', () => {
  let lab: string;
  beforeAll(async () => {
    lab = labName('stale');
    await cliJson(['up', 'stale-site', '--name', lab]);
  });

  const answering = async (): Promise<string> => {
    const { stdout } = await cli(['probe', lab, '--json']);
    const { entries } = JSON.parse(stdout) as ProbeResult;
    return [...new Set(entries.filter(({ client }) => client === 'berlin').map(({ site }) => site))].join();
  };

  it('withdraws itself, says why, and comes back when it does hear', async () => {
    expect(await answering()).toBe('fra');
    await cliJson(['fault', 'link-down', 'fra--backbone', '--lab', lab]);
    expect(await answering()).toBe('fra');
    await expect.poll(answering, { timeout: 15_000, interval: 200 }).toBe('nyc');
    expect((await cli(['status', lab])).stdout).toContain('has not been confirmed with the primary for 3 s');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(answering, { timeout: 20_000, interval: 200 }).toBe('fra');
  });
});

describe('a back end whose zone is no longer changed', () => {
  const STALE = 'its zone anycast.test has not been confirmed with the primary for 3 s';
  let lab: string;
  beforeAll(async () => {
    lab = await startLab(
      'stale',
      `
primary: { router: transit }
health: { interval: 0.5, max-stale: 3s, query: { name: www, type: A } }
sites: { fra: { servers: [knot, nsd], balancer: { policy: roundrobin } } }
routers: { transit: }
clients: { berlin: transit }
links: [fra -> transit]
`,
    );
  });

  const knot = async (command: string) => {
    const words = ['knotc', '-s', '/tmp/knot.sock', '-b', command, 'anycast.test'];
    expect((await execIn(lab, 'ns1.fra', ...words)).exitCode).toBe(0);
  };
  const status = async () => (await cli(['status', lab])).stdout;
  const ask = async (times: number): Promise<readonly string[]> => {
    const questions = Array.from({ length: times }, () => ['@192.0.2.53', 'www.anycast.test']).flat();
    return (await execIn(lab, 'berlin', 'dig', '+short', ...questions)).stdout.split('\n');
  };

  it('leaves its balancer, which goes on without it, and is back with the change', async () => {
    await knot('zone-freeze');
    const update = ['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab, '--timeout', '1'];
    const { exitCode, stdout } = await cli(update);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ns1\.fra +fra +not served/);
    // Both answer, and what they say is a good answer by itself.
    expect(new Set(await ask(6))).toEqual(new Set(['203.0.113.9', '203.0.113.80']));
    await expect
      .poll(status, { timeout: 15_000, interval: 200 })
      .toContain(`ns1.fra out of lb.fra (${STALE})`);
    await expect.poll(() => ask(6), { timeout: 5000, interval: 100 }).toEqual(Array(6).fill('203.0.113.9'));
    expect(await status()).toMatch(/^fra +yes +1 of 2/m);
    await knot('zone-thaw');
    await expect.poll(status, { timeout: 20_000, interval: 200 }).toMatch(/^fra +yes +2 of 2/m);
  });
});
