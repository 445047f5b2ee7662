import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { ZoneStatusResult } from '../../src/lab/zone-serials.ts';
import type { ZoneUpdateResult } from '../../src/lab/zone-update.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { execIn, startLab, topologyFile } from '../docker/support/labs.ts';

const TOPOLOGY = readFileSync(new URL('../../topologies/zone-replication.yaml', import.meta.url), 'utf8')
  .replace('kind: knot', 'kind: bind')
  .replace('zone: anycast.test', 'zones: [{ name: anycast.test, records: 8 }]');

describe('BIND as the primary', () => {
  let lab: string;
  beforeAll(async () => {
    lab = await startLab('bind', TOPOLOGY);
  });

  const good = async (): Promise<boolean> => {
    const { stdout } = await cli(['zone', 'status', lab, '--json']);
    return (JSON.parse(stdout) as ZoneStatusResult).good;
  };
  const ask = async (...record: readonly string[]): Promise<string> =>
    (await execIn(lab, 'berlin', 'dig', '+short', '@192.0.2.53', ...record)).stdout;
  const update = ['zone', 'update', 'anycast.test', 'www A 203.0.113.9'];

  it('gives changes to servers of all kinds, and refuses what is no record', async () => {
    expect(await good()).toBe(true);
    const { last } = await cliJson<ZoneUpdateResult>([...update, '--lab', lab]);
    expect(last).toBeLessThan(2000);
    expect(await ask('www.anycast.test', 'A')).toBe('203.0.113.9');
    const refused = await cli([...update.slice(0, 3), 'www A 999.0.113.9', '--lab', lab]);
    expect(refused.stderr).toContain('bad dotted quad');
  });

  it('takes a changed topology, which takes back what was changed by hand', async () => {
    const file = topologyFile(TOPOLOGY.replace('records: 8', 'records: 12'));
    const { zones } = await cliJson<ReloadResult>(['reload', file, '--lab', lab]);
    expect(zones).toEqual(['anycast.test']);
    await expect
      .poll(() => ask('alias-3.anycast.test', 'CNAME'), { timeout: 10_000 })
      .toBe('host-3.anycast.test.');
    expect(await ask('www.anycast.test', 'A')).toBe('203.0.113.80');
  });

  it('is brought back with the key that the servers have', async () => {
    await execIn(lab, 'primary', 'sh', '-c', 'kill -9 -1');
    await cliJson(['fault', 'site-crash', 'fra', '--lab', lab]);
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(good, { timeout: 20_000, interval: 200 }).toBe(true);
    const { last } = await cliJson<ZoneUpdateResult>([...update, '--lab', lab]);
    expect(last).not.toBeNull();
  });
});
