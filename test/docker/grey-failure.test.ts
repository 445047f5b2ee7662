/** Servers that answer, and say SERVFAIL: found out by what they answer, and what becomes of the last sites. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { SiteHealth } from '../../src/lab/site-health.ts';
import type { LabStatus } from '../../src/lab/status.ts';
import { cli, cliJson } from './support/cli.ts';
import { execIn, startLab, vtyshJson } from './support/labs.ts';

const V4 = '192.0.2.0/24';
const V6 = '2001:db8:53::/48';

const soon = <T>(assertion: () => Promise<T>) => vi.waitFor(assertion, { timeout: 20_000, interval: 100 });

async function health(lab: string, site: string): Promise<Exclude<SiteHealth, string>> {
  const { stdout } = await cli(['status', lab, '--json']);
  const found = (JSON.parse(stdout) as LabStatus).nodes.find(({ node }) => node === site)?.health;
  if (typeof found !== 'object') throw new Error(`nothing is known of ${site}: ${found}`);
  return found;
}

type Path = {
  readonly aspath: { readonly string: string };
  readonly community?: { readonly string: string };
};

/** A router's paths to a prefix: the AS path, and a mark where the site says that it is leaving. */
async function paths(lab: string, router: string, prefix: string): Promise<readonly string[]> {
  const family = prefix.includes(':') ? 'ipv6' : 'ipv4';
  const table = await vtyshJson<{ paths?: readonly Path[] }>(
    lab,
    router,
    `show bgp ${family} unicast ${prefix}`,
  );
  return (table.paths ?? []).map(
    ({ aspath, community }) =>
      `${aspath.string}${community?.string.includes('graceful-shutdown') ? ' leaving' : ''}`,
  );
}

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
    lab = await startLab(
      'grey',
      `
health: { interval: 0.3, query: { name: www, type: A }, expect: { answer: 203.0.113.80 }, when-all-fail: last-site-stays }
sites: { aix: { asn: 64496, servers: [nsd, bind, knot] }, bcn: { asn: 64497 } }
routers: { near: , core: }
clients: { alma: near, beto: core }
links: [ aix -> near, bcn -> core, near -- core ]
`,
    );
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

  it('where all fail together, the prefixes stay announced, by whoever was last', async () => {
    // By hand, as two commands would not be done at one moment.
    const servers = ['ns1.aix', 'ns2.aix', 'ns3.aix', 'ns1.bcn'];
    await Promise.all(servers.map((server) => execIn(lab, server, 'sh', '-c', 'kill -STOP -1')));
    const sites = () => Promise.all(['aix', 'bcn'].map((site) => health(lab, site)));
    // Longer than a site waits until it is withdrawn.
    await soon(async () => {
      for (const { servers: checked, lastChange } of await sites()) {
        expect(checked.filter(({ healthy }) => healthy)).toEqual([]);
        expect(lastChange?.age).toBeGreaterThan(3);
      }
    });
    const staying = (await sites()).flatMap((site) => site.staying ?? []);
    expect([...new Set(staying)].toSorted()).toEqual([V4, V6]);
    for (const prefix of [V4, V6]) {
      expect(await paths(lab, 'near', prefix)).toContainEqual(expect.stringMatching(/ leaving$/));
    }
    await cliJson(['restore', '--lab', lab]);
    await soon(async () => {
      expect(await paths(lab, 'near', V4)).toContain('64496');
      expect(await paths(lab, 'core', V4)).toContain('64497');
    });
  });
});
