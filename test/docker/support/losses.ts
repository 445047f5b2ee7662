/** A lab with a network and an exchange that have something to lose, and what is to be seen of them. */
import type { ExplainResult } from '../../../src/lab/explain.ts';
import type { ProbeResult } from '../../../src/lab/probe.ts';
import { FAMILIES } from '../../../src/topology/topology.ts';
import { cli } from './cli.ts';

/**
 * A ring of three routers with a reflector beside it, a customer of theirs with a customer of its own, and an exchange that is all nyc has:
 *
 *     fra --- east ===== west --- adam
 *               \\         //
 *                 = south ==         (rr reflects, and is joined to east and west by links that cost much)
 *                  |    |
 *          leaf -- stub  ix: south, isp, nyc
 */
export const LOSSES = `
timers: fast
sites: { fra: , nyc: }
routers:
  east: { asn: 64510 }
  west: { asn: 64510 }
  south: { asn: 64510 }
  rr: { asn: 64510, route-reflector: true }
  isp:
  stub:
  leaf:
clients: { adam: west, bea: south, carl: isp, dora: leaf }
links:
  - fra -> east
  - { link: west == east, cost: 10 }
  - { link: west == south, cost: 20 }
  - { link: south == east, cost: 20 }
  - { link: rr == east, cost: 100 }
  - { link: rr == west, cost: 100 }
  - { link: stub -> south, policy: { south: { maximum-prefix: 2 } } }
  - leaf -> stub
exchanges: { ix: [south, isp, nyc] }
expect: { catchment: { adam: fra, bea: fra, carl: nyc, dora: fra } }
`;

/** Which site answers each client, by `adam v4`. */
export type Sites = Readonly<Record<string, string | null>>;

/** A client that one site answers over both IP versions. */
export function both(client: string, site: string | null): Sites {
  return Object.fromEntries(FAMILIES.map((family) => [`${client} v${family}`, site]));
}

/** Who answers whom while nothing is lost. */
export const HOME: Sites = {
  ...{ ...both('adam', 'fra'), ...both('bea', 'fra') },
  ...{ ...both('carl', 'nyc'), ...both('dora', 'fra') },
};

/** For how long, and how often, something is looked for that is to come about. */
export const SOON = { timeout: 15_000, interval: 100 };

/** Who answers whom now. */
export async function sitesOf(lab: string): Promise<Sites> {
  const { entries } = JSON.parse((await cli(['probe', lab, '--json'])).stdout) as ProbeResult;
  return Object.fromEntries(entries.map(({ client, family, site }) => [`${client} v${family}`, site]));
}

/** What `explain` says of a client, whether or not it is answered. */
export async function explained(lab: string, client: string): Promise<ExplainResult> {
  const { stdout } = await cli(['explain', client, '--lab', lab, '--json']);
  return JSON.parse(stdout) as ExplainResult;
}
