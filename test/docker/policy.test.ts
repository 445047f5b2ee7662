import { beforeAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli } from './support/cli.ts';
import { startLab, vtyshJson } from './support/labs.ts';

/**
 * Two networks, each with the choice between a long way that it likes better and a short one:
 *
 *   far -> deep -> mid -> seller -- near     three networks of customers, or one peer
 *   pier -> hop -> friend -- buyer -> shop <- uphill     a peer and its customers, or a provider and its one
 *
 * `other` is a peer of `seller`, as `near` is. `uphill` does not announce the service, but more than it: what is left without pier.
 */
const POLICY = `
sites: { far: { asn: 64601 }, near: { asn: 64602 }, pier: { asn: 64603 }, uphill: { asn: 64604, announce: { services: false, prefixes: [192.0.0.0/16, "2001:db8::/32"] } } }
routers: { deep, mid, seller: { asn: 64610 }, other, hop, friend, buyer: { asn: 64620 }, shop }
clients: { customer: seller, peer: other, payer: buyer }
links:
  - far -> deep
  - deep -> mid
  - mid -> seller
  - near -- seller
  - seller -- other
  - pier -> hop
  - hop -> friend
  - friend -- buyer
  - buyer -> shop
  - uphill -> shop
expect: { catchment: { customer: far, peer: far, payer: uphill } }
`;

interface BgpTable {
  readonly routes: Readonly<Record<string, readonly { readonly path: string }[]>>;
}

/** The AS paths of all routes that a router knows, each ASN a word. */
async function pathsAt(lab: string, router: string, family: 4 | 6): Promise<readonly (readonly string[])[]> {
  const table = await vtyshJson<BgpTable>(lab, router, `show bgp ipv${family} unicast`);
  return Object.values(table.routes).flatMap((routes) => routes.map(({ path }) => path.split(' ')));
}

describe('routing policy', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('policy', POLICY);
  });

  it('prefers customers over peers over providers, however far; and probe names an expectation that does not hold', async () => {
    const probed = await cli(['probe', lab, '--json']);
    const { entries, mismatches } = JSON.parse(probed.stdout) as ProbeResult;
    const sites = entries.map(({ client, family, site }) => `${client} v${family} ${site}`);
    expect(sites).toEqual(
      ['customer v4 far', 'customer v6 far', 'payer v4 pier', 'payer v6 pier'].concat([
        'peer v4 far',
        'peer v6 far',
      ]),
    );
    // The topology is wrong about payer.
    expect(mismatches).toEqual(
      [4, 6].map((family) => ({ client: 'payer', service: 'dns', family, expected: 'uphill', seen: 'pier' })),
    );
    expect(probed.exitCode).toBe(1);
    expect((await cli(['probe', lab])).stdout).toContain('payer over IPv4: expected uphill, seen pier');
  });

  it.each([4, 6] as const)(
    'gives peers and providers only what customers announce (IPv%i)',
    async (family) => {
      const [seller, other, buyer, shop] = await Promise.all(
        ['seller', 'other', 'buyer', 'shop'].map((router) => pathsAt(lab, router, family)),
      );
      // seller has near's routes, and other has those of seller's customers, but near's never pass from peer to peer.
      expect(seller).toContainEqual(['64602']);
      expect(other).toContainEqual(expect.arrayContaining(['64610', '64601']));
      expect(other?.filter((path) => path.includes('64602'))).toEqual([]);
      // buyer has pier's from a peer, and its provider does not get them.
      expect(buyer).toContainEqual(expect.arrayContaining(['64603']));
      expect(shop).toContainEqual(['64620']);
      expect(shop?.filter((path) => path.includes('64603'))).toEqual([]);
    },
  );

  it('is asked about the longest prefix alone: one that covers it is for when that is gone', async () => {
    const seen = async () => {
      const { stdout } = await cli(['probe', lab, '--json']);
      const { entries } = JSON.parse(stdout) as ProbeResult;
      return entries.filter(({ client }) => client === 'payer').map(({ site }) => site);
    };
    // A provider's route is the last choice, and yet the only one to the covering prefix.
    expect(await pathsAt(lab, 'buyer', 4)).toContainEqual(expect.arrayContaining(['64604']));
    expect(await seen()).toEqual(['pier', 'pier']);
    await cli(['fault', 'withdraw', 'pier', '--lab', lab]);
    await expect.poll(seen, { timeout: 15_000, interval: 100 }).toEqual(['uphill', 'uphill']);
    const { stdout } = await cli(['explain', 'payer', '--lab', lab, '--family', '6']);
    expect(stdout).toMatch(/^buyer \(AS 64620\) has one path to 2001:db8::\/32:$/m);
  });
});
