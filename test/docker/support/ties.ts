/** A lab full of ties, and its catchments each time that it is brought up. */
import type { ProbeResult } from '../../../src/lab/probe.ts';
import { cliJson } from './cli.ts';
import { labName, topologyFile } from './labs.ts';

const SITES = ['s1', 's2', 's3', 's4', 's5', 's6'];
const TRANSITS = ['t1', 't2', 't3', 't4'];
const CLIENTS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];

/**
 * Six sites, each a customer of all of four transit networks, and eight clients behind an ISP each that buys from all four:
 * every ISP has four paths of one length, and every transit network six, so only tie-breaks decide.
 */
function ties(): string {
  return [
    `sites: { ${SITES.join(', ')} }`,
    `routers: { ${[...TRANSITS, ...CLIENTS.map((client) => `isp-${client}`)].join(', ')} }`,
    `clients: { ${CLIENTS.map((client) => `${client}: isp-${client}`).join(', ')} }`,
    'links:',
    ...TRANSITS.flatMap((transit) => [
      ...SITES.map((site) => `  - ${site} -> ${transit}`),
      ...CLIENTS.map((client) => `  - isp-${client} -> ${transit}`),
    ]),
    '',
  ].join('\n');
}

/** Brings the lab up and removes it, so many times. Returns how often each set of catchments came out. */
export async function catchmentsOf(runs: number): Promise<ReadonlyMap<string, number>> {
  const file = topologyFile(ties());
  const seen = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const lab = labName('ties');
    await cliJson(['up', file, '--name', lab]);
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    await cliJson(['down', lab]);
    const catchments = entries.map(({ client, family, site }) => `${client} v${family} ${site}`).join(', ');
    seen.set(catchments, (seen.get(catchments) ?? 0) + 1);
  }
  return seen;
}
