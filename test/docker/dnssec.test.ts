import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { delvArguments, parseDelv } from '../../src/measure/delv.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { unicastAddress } from '../../src/plan/secondaries.ts';
import { cliJson } from './support/cli.ts';
import { engine } from './support/engine.ts';
import { execIn, startLab, topologyFile } from './support/labs.ts';
import { validated } from './support/signed-zone.ts';

const TOPOLOGY = readFileSync(new URL('../../topologies/dnssec.yaml', import.meta.url), 'utf8')
  .replace(
    'zone: anycast.test, dnssec: { validity: 20s }',
    'zones: [{ name: anycast.test, records: 4 }], dnssec: true',
  )
  .replace('fra: {', 'fra: { servers: [nsd, knot],');

/** Both addresses from both clients, and one of these by its own resolver. */
const GOOD = { exitCode: 0, asked: 5, bad: [] };

const SERVERS = ['ns1.fra', 'ns1.nyc', 'ns2.fra'];
const BOGUS = Object.fromEntries(SERVERS.map((server) => [server, 'RRSIG failed to verify']));
const GENUINE = Object.fromEntries(SERVERS.map((server) => [server, 'validates']));

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

describe('a signed zone', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('dnssec', TOPOLOGY);
  });

  it('validates at every client, whichever site answers, and after a change', async () => {
    expect(await validated(lab)).toEqual(GOOD);
    await cliJson(['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab]);
    expect(await validated(lab)).toEqual(GOOD);
  });

  it('validates at a client’s own resolver after the zone was reloaded, and both it and the primary were started again', async () => {
    await cliJson(['reload', topologyFile(TOPOLOGY.replace('records: 4', 'records: 8')), '--lab', lab]);
    const docker = await engine();
    for (const node of ['primary', 'berlin']) {
      await docker.getContainer(`anycast-lab.${lab}.${node}`).restart({ t: 0 });
    }
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
    await expect.poll(() => validated(lab), { timeout: 20_000, interval: 200 }).toEqual(GOOD);
  });

  it('is bogus where servers, of each kind, serve bad signatures, until they are restored', async () => {
    for (const site of ['fra', 'nyc']) await cliJson(['fault', 'bad-signature', site, '--lab', lab]);
    await expect.poll(() => eachServer(lab), { timeout: 20_000, interval: 200 }).toEqual(BOGUS);
    expect(await validated(lab)).toEqual({
      exitCode: 1,
      asked: 5,
      bad: [
        'fra: RRSIG failed to verify',
        'nyc: RRSIG failed to verify',
        expect.stringMatching(/^berlin: SERVFAIL: signature crypto failed from 192\.0\.2\.53/),
      ],
    });
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
    await expect.poll(() => eachServer(lab), { timeout: 20_000, interval: 200 }).toEqual(GENUINE);
    // They are the primary's secondaries again.
    await cliJson(['zone', 'update', 'anycast.test', 'www A 203.0.113.7', '--lab', lab]);
    expect(await validated(lab)).toEqual(GOOD);
  });
});
