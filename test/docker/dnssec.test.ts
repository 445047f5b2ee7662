import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RestoreResult } from '../../src/lab/restore.ts';
import { cliJson } from './support/cli.ts';
import { engine } from './support/engine.ts';
import { execIn, startLab, topologyFile } from './support/labs.ts';
import { validated } from './support/signed-zone.ts';

const TOPOLOGY = readFileSync(new URL('../../topologies/dnssec.yaml', import.meta.url), 'utf8')
  .replace(
    'zone: anycast.test, dnssec: { validity: 20s }',
    'zones: [{ name: anycast.test, records: 4 }], dnssec: true',
  )
  .replace('cache: false', 'cache: true');

/** Both addresses from both clients, and one of these by its own resolver. */
const GOOD = { exitCode: 0, asked: 5, bad: [] };

/** Asks berlin's own resolver for another name each time, and says what status the answer had. */
function newNames(lab: string): () => Promise<string | undefined> {
  let asked = 0;
  return async () => {
    asked += 1;
    const { stdout } = await execIn(lab, 'berlin', 'dig', `new-${asked}.anycast.test`);
    return /status: (\w+)/.exec(stdout)?.[1];
  };
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

  it('is bogus where servers serve bad signatures, for new names at once, until they are restored', async () => {
    const newName = newNames(lab);
    expect(await newName()).toBe('NXDOMAIN');
    for (const site of ['fra', 'nyc']) await cliJson(['fault', 'bad-signature', site, '--lab', lab]);
    // What proved that the first was not there, which the resolver keeps, proves it of the others.
    await expect.poll(newName, { timeout: 10_000, interval: 200 }).toBe('SERVFAIL');
    await expect
      .poll(() => validated(lab), { timeout: 20_000, interval: 200 })
      .toEqual({
        exitCode: 1,
        asked: 5,
        bad: [
          'fra: RRSIG failed to verify',
          'nyc: RRSIG failed to verify',
          expect.stringMatching(/^berlin: SERVFAIL: signature crypto failed from 192\.0\.2\.53/),
        ],
      });
    expect((await cliJson<RestoreResult>(['restore', '--lab', lab])).failed).toEqual([]);
    await expect.poll(() => validated(lab), { timeout: 20_000, interval: 200 }).toEqual(GOOD);
  });
});
