import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailoverResult } from '../../src/lab/failover.ts';
import { cli } from './support/cli.ts';
import { engine } from './support/engine.ts';
import { execIn, startLab } from './support/labs.ts';
import { measuredRun } from './support/measured.ts';

/** aix-net learns cdg as a backup path from core: its client is elsewhere, and back again, within a fraction of a second. */
const THREE_SITES = `
sites: { aix: { servers: 2 }, bcn, cdg }
routers: { aix-net, bcn-net, core }
clients: { alma: aix-net, beto: bcn-net }
links:
  - aix -> aix-net
  - bcn -> bcn-net
  - cdg -> core
  - aix-net -> core
  - bcn-net -> core
`;

describe('a run', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('runs', THREE_SITES);
  });
  afterEach(async () => {
    await cli(['restore', '--lab', lab]);
  });

  // Nothing here is about how fine figures are.
  const failover = (...words: readonly string[]): Promise<FailoverResult> =>
    measuredRun('aix', '--lab', lab, '--interval', '20', ...words);

  it('goes on after a flap until the clients have come home, however long each turn was', async () => {
    // At the last restore alma has been answered by cdg for nearly 2 s, without a loss.
    const result = await failover('--fault', 'flap', '--every', '4', '--times', '2');
    const alma = result.failover.filter(({ client }) => client === 'alma');
    expect(result.settled.failover).toBe(true);
    expect(alma.map(({ sites, siteAfter }) => [sites.join(' '), siteAfter])).toEqual([
      ['aix cdg aix cdg aix', 'aix'],
      ['aix cdg aix cdg aix', 'aix'],
    ]);
    for (const { settleTime } of alma) expect(settleTime).toBeGreaterThan(6_000_000);
  });

  it('watches what the withdrawal at the end of a drain does', async () => {
    const { failover: away, failback, instants } = await failover('--fault', 'drain');
    // A second of answers since the withdrawal, which comes after a second without queries.
    const [drained, restored] = [instants.fault, instants.restore].map(([instant]) => instant?.before ?? 0);
    expect((restored ?? 0) - (drained ?? 0)).toBeGreaterThan(2_000_000);
    expect([...away, ...failback].map(({ lost }) => lost)).toEqual(Array(8).fill(0));
  });

  it('goes on after a restart of bgpd until the clients have come home', async () => {
    const result = await failover('--fault', 'bgp-restart');
    expect(result.settled.failover).toBe(true);
    expect(result.failover.map(({ siteBefore, siteAfter }) => siteAfter === siteBefore)).toEqual(
      Array(4).fill(true),
    );
  });

  it('follows the routes of a router that was started anew in a flap', async () => {
    const words = ['--flap', 'site-crash', '--every', '12', '--times', '1'];
    const { failover: figures } = await failover('--fault', 'flap', ...words);
    for (const { client, siteAfter, controlPlane } of figures) {
      expect(controlPlane.time, client).not.toBeNull();
      expect(siteAfter).toBe(client === 'alma' ? 'aix' : 'bcn');
    }
  });

  it('says what could not be brought back', async () => {
    await (await engine()).getContainer(`anycast-lab.${lab}.ns2.aix`).remove({ force: true });
    const { exitCode, stderr } = await cli(['failover', 'aix', '--lab', lab]);
    expect(stderr).toContain('anycast-lab: ns2.aix could not be brought back: its container is gone');
    expect(exitCode).toBe(3);
  });

  it('does nothing to the lab where a prober ends as it begins', async () => {
    const broken =
      'cd /usr/local/bin && rm prober && printf "#!/bin/sh\necho no >&2; exit 1\n" > prober && chmod 755 prober';
    expect(await execIn(lab, 'beto', 'sh', '-c', broken)).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await cli(['failover', 'aix', '--lab', lab]);
    expect(stderr).toContain('anycast-lab: the prober of beto ended with exit code 1: no');
    expect(stderr).not.toContain('withdraw at aix');
    expect(exitCode).toBe(3);
  });
});
