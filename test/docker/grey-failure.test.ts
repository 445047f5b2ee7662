/** Servers that answer, and say SERVFAIL: found out by what they answer, and what becomes of the last sites. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab } from './support/labs.ts';
import { health, LAST_STAYS, paths, soon, V4, V6 } from './support/last-site.ts';

/** What dig says of www at an address, asked from a client: its status and the data. */
async function dig(lab: string, client: string, address: string): Promise<string> {
  const { stdout } = await execIn(
    lab,
    client,
    'dig',
    '+time=2',
    '+tries=1',
    `@${address}`,
    'www.anycast.test',
    'A',
  );
  const status = /status: (\w+)/.exec(stdout)?.[1] ?? 'none';
  return [status, ...(/^www\S+\s.*\sA\s+(\S+)$/m.exec(stdout)?.slice(1) ?? [])].join(' ');
}

describe('two sites with three kinds of servers, of which the last is to stay', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('grey', LAST_STAYS);
  });

  it('a site whose servers answer SERVFAIL is withdrawn, once another one is heard of', async () => {
    expect((await cli(['fault', 'server-broken', 'aix', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => {
      expect(await paths(lab, 'near', V4)).toEqual([expect.stringMatching(/64497$/)]);
      expect(await paths(lab, 'near', V6)).toEqual([expect.stringMatching(/64497$/)]);
    });
    // NSD, BIND and Knot alike: alive, and of no use.
    const { servers } = await health(lab, 'aix');
    expect(new Set(servers.map(({ lastError }) => lastError))).toEqual(new Set(['answered SERVFAIL']));
    expect(await dig(lab, 'alma', '192.0.2.53')).toBe('NOERROR 203.0.113.80');
    const { stdout } = await cli(['logs', '--lab', lab, 'aix']);
    expect(stdout).toMatch(/192\.0\.2\.0\/24 has no healthy server: announced as the last choice/);
    expect(stdout).toMatch(/192\.0\.2\.0\/24 is announced by another site: withdrawn here/);
  });

  it('the last site stays, although its server is of no use either, and says so', async () => {
    expect((await cli(['fault', 'server-broken', 'bcn', '--lab', lab])).exitCode).toBe(0);
    await soon(async () => expect((await health(lab, 'bcn')).staying).toEqual([V4, V6]));
    await soon(async () => {
      expect(await paths(lab, 'core', V4)).toEqual(['64497 64497 64497 64497 leaving']);
      expect(await paths(lab, 'core', V6)).toEqual(['64497 64497 64497 64497 leaving']);
    });
    expect(await dig(lab, 'alma', '192.0.2.53')).toBe('SERVFAIL');
    expect((await cli(['status', lab])).stdout).toMatch(/stays as the last choice for 192\.0\.2\.0\/24/);
  });

  it('restore makes the zones whole, and all is as before', async () => {
    const { mended, failed } = await cliJson<RestoreResult>(['restore', '--lab', lab]);
    expect(failed).toEqual([]);
    const whole = mended.filter(({ what }) => what === 'zones whole again').map(({ node }) => node);
    expect(whole.toSorted()).toEqual(['ns1.aix', 'ns1.bcn', 'ns2.aix', 'ns3.aix']);
    await soon(async () => {
      expect(await paths(lab, 'near', V4)).toContain('64496');
      expect(await paths(lab, 'core', V6)).toContain('64497');
    });
    await soon(async () => expect((await cli(['status', lab])).exitCode).toBe(0));
    expect(await dig(lab, 'alma', '192.0.2.53')).toBe('NOERROR 203.0.113.80');
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).mended).toEqual([]);
  });
});
