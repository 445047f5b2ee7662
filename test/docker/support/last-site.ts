/** Sites of which the last is to stay, and what they announce. */
import { vi } from 'vitest';
import type { SiteHealth } from '../../../src/lab/site-health.ts';
import type { LabStatus } from '../../../src/lab/status.ts';
import { cli } from './cli.ts';
import { vtyshJson } from './labs.ts';

/** Two sites, one with three kinds of servers. */
export const LAST_STAYS = `
health: { interval: 0.3, query: { name: www, type: A }, expect: { answer: 203.0.113.80 }, when-all-fail: last-site-stays }
sites: { aix: { asn: 64496, servers: [nsd, bind, knot] }, bcn: { asn: 64497 } }
routers: { near: , core: }
clients: { alma: near, beto: core }
links: [ aix -> near, bcn -> core, near -- core ]
`;

export const V4 = '192.0.2.0/24';
export const V6 = '2001:db8:53::/48';

export const soon = <T>(assertion: () => Promise<T>) =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 100 });

/** What a site's router says of its servers. */
export async function health(lab: string, site: string): Promise<Exclude<SiteHealth, string>> {
  const { stdout } = await cli(['status', lab, '--json']);
  const found = (JSON.parse(stdout) as LabStatus).nodes.find(({ node }) => node === site)?.health;
  if (typeof found !== 'object') throw new Error(`nothing is known of ${site}: ${found}`);
  return found;
}

interface Path {
  readonly aspath: { readonly string: string };
  readonly community?: { readonly string: string };
}

/** A router's paths to a prefix: the AS path, and a mark where the site says that it is leaving. */
export async function paths(lab: string, router: string, prefix: string): Promise<readonly string[]> {
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
