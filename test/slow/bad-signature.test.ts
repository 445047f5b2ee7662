/** Bad signatures at servers of every kind, from a primary of either kind. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import type { ZoneUpdateResult } from '../../src/lab/zone-update.ts';
import { delvArguments, parseDelv } from '../../src/measure/delv.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { unicastAddress } from '../../src/plan/secondaries.ts';
import { PRIMARY_KINDS } from '../../src/topology/topology.ts';
import { cliJson } from '../docker/support/cli.ts';
import { execIn, startLab, topologyFile } from '../docker/support/labs.ts';
import { validated } from '../docker/support/signed-zone.ts';

const TOPOLOGY = readFileSync(new URL('../../topologies/dnssec.yaml', import.meta.url), 'utf8')
  .replace('dnssec: { validity: 20s }', 'dnssec: true')
  .replace('fra: {', 'fra: { servers: [nsd, knot],');

const SERVERS = ['ns1.fra', 'ns1.nyc', 'ns2.fra'];

/** What delv at a client makes of each server's own answer: it has the trust anchors from the probe before. */
async function eachServer(lab: string): Promise<Readonly<Record<string, string>>> {
  const { nodes } = await cliJson<LabPlan>(['plan', topologyFile(TOPOLOGY)]);
  const found = nodes
    .filter(({ role }) => role === 'server')
    .map(async (server): Promise<[string, string]> => {
      const words = delvArguments('/tmp/trust-anchors', 'anycast.test', unicastAddress(server));
      const { stdout, stderr } = await execIn(lab, 'berlin', 'delv', ...words);
      return [server.name, parseDelv(`${stdout}\n${stderr}`).reason ?? 'validates'];
    });
  return Object.fromEntries(await Promise.all(found));
}

describe.each(PRIMARY_KINDS)('bad signatures of a zone whose primary is %s', (kind) => {
  it('come from servers of each kind, which are the primary’s own again once they are restored', async () => {
    const lab = await startLab(`bad-${kind}`, TOPOLOGY.replace('kind: knot', `kind: ${kind}`));
    expect((await validated(lab)).bad).toEqual([]);
    for (const site of ['fra', 'nyc']) await cliJson(['fault', 'bad-signature', site, '--lab', lab]);
    await expect
      .poll(() => eachServer(lab), { timeout: 20_000, interval: 200 })
      .toEqual(Object.fromEntries(SERVERS.map((server) => [server, 'RRSIG failed to verify'])));
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
    await expect
      .poll(() => eachServer(lab), { timeout: 20_000, interval: 200 })
      .toEqual(Object.fromEntries(SERVERS.map((server) => [server, 'validates'])));
    const update = ['zone', 'update', 'anycast.test', 'www A 203.0.113.7', '--lab', lab];
    expect((await cliJson<ZoneUpdateResult>(update)).last).not.toBeNull();
    expect((await validated(lab)).bad).toEqual([]);
  });
});
