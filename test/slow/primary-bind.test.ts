import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PRIMARY_COMMANDS } from '../../src/lab/primary-commands.ts';
import type { ReloadResult } from '../../src/lab/reload.ts';
import type { ZoneStatusResult } from '../../src/lab/zone-serials.ts';
import type { ZoneUpdateResult } from '../../src/lab/zone-update.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { cli, cliJson } from '../docker/support/cli.ts';
import { differenceGiven } from '../docker/support/differences.ts';
import { killNode } from '../docker/support/engine.ts';
import { execIn, startLab, topologyFile } from '../docker/support/labs.ts';

const FILE = join(mkdtempSync(join(tmpdir(), 'zone-')), 'written.zone');

const TOPOLOGY = readFileSync(new URL('../../topologies/zone-replication.yaml', import.meta.url), 'utf8')
  .replace('kind: knot', 'kind: bind')
  .replace(
    'zone: anycast.test',
    `zones: [{ name: anycast.test, records: 8 }, { name: written.test, file: "${FILE}" }]`,
  );

const writeZone = (...records: readonly string[]): void => {
  const lines = ['$TTL 60', '@ SOA ns h 1 5 1 86400 60', 'ns A 192.0.2.53', ...records, ''];
  writeFileSync(FILE, lines.join('\n'));
};

describe('BIND as the primary', () => {
  let lab: string;
  beforeAll(async () => {
    writeZone('@ NS ns', 'www A 203.0.113.1');
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
    expect(last).not.toBeNull();
    expect(await ask('www.anycast.test', 'A')).toBe('203.0.113.9');
    const refused = await cli([...update.slice(0, 3), 'www A 999.0.113.9', '--lab', lab]);
    expect(refused.stderr).toContain('bad dotted quad');
  });

  it('has given them to each as a difference', async () => {
    const { stdout } = await cli(['logs', '--lab', lab, 'primary']);
    const given = stdout.matchAll(
      /client \S+ (\S+)#.*transfer of 'anycast\.test\/IN': IXFR started.*\(serial 1 -> 2\)/g,
    );
    expect(new Set([...given].map(([, address]) => address)).size).toBe(3);
    const plan = await cliJson<LabPlan>(['plan', topologyFile(TOPOLOGY)]);
    expect(await differenceGiven(lab, plan, 'ns1.nyc', 1)).toEqual([
      'SOA 2',
      'SOA 1',
      'A 203.0.113.80',
      'SOA 2',
      'A 203.0.113.9',
      'SOA 2',
    ]);
  });

  it('has other name servers in place of its own', async () => {
    const servers = [
      'zone',
      'update',
      'anycast.test',
      '@ NS ns2',
      '@ NS ns3',
      'ns2 A 192.0.2.53',
      'ns3 A 192.0.2.53',
    ];
    await cliJson<ZoneUpdateResult>([...servers, '--lab', lab]);
    expect((await ask('anycast.test', 'NS')).split('\n').sort()).toEqual([
      'ns2.anycast.test.',
      'ns3.anycast.test.',
    ]);
    const beside = await cli(['zone', 'update', 'anycast.test', 'www CNAME ns2', '--lab', lab]);
    expect(beside.stderr).toContain('would have a CNAME beside');
  });

  it('takes a zone file of its own name servers, of thousands of records, and with blanks in its data', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => `a${index} A 192.0.2.1`);
    writeZone('@ NS ns4', 'ns4 A 192.0.2.53', 'www TXT "a  b"', ...many);
    await cliJson(['reload', topologyFile(TOPOLOGY), '--lab', lab]);
    expect(await ask('written.test', 'NS')).toBe('ns4.written.test.');
    expect(await ask('www.written.test', 'TXT')).toBe('"a  b"');
    expect(await ask('www.written.test', 'A')).toBe('');
    expect(await ask('a4999.written.test', 'A')).toBe('192.0.2.1');
  });

  it('has its own program look at zone files, and nothing is changed by those that it refuses', async () => {
    writeZone('www A 203.0.113.1');
    const refused = await cli(['reload', topologyFile(TOPOLOGY), '--lab', lab]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/named-checkzone.*has no NS records/);
    writeZone('@ NS ns', 'www A 203.0.113.1', 'a_b A 203.0.113.1');
    expect((await cli(['reload', topologyFile(TOPOLOGY), '--lab', lab])).stderr).toMatch(
      /written\.zone:6: .*a_b/,
    );
    expect(await ask('a4999.written.test', 'A')).toBe('192.0.2.1');
    const path = '/tmp/refused.zone';
    const [, , , ...words] = PRIMARY_COMMANDS.bind.reload('written.test', path);
    await execIn(lab, 'primary', 'sh', '-c', `echo 'www A x' > ${path}`);
    const [shell, flag, script] = PRIMARY_COMMANDS.bind.reload('written.test', path);
    const said = await execIn(lab, 'primary', shell ?? '', flag ?? '', script ?? '', ...words);
    expect(said.stdout).toContain('not loaded due to errors');
    expect(await ask('a4999.written.test', 'A')).toBe('192.0.2.1');
    writeZone('@ NS ns', 'www A 203.0.113.1');
  });

  it('takes a changed topology, which takes back what was changed by hand', async () => {
    const file = topologyFile(TOPOLOGY.replace('records: 8', 'records: 12'));
    const { zones } = await cliJson<ReloadResult>(['reload', file, '--lab', lab]);
    expect(zones).toEqual(['anycast.test', 'written.test']);
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

  it('has what it was given last when it is started again, whatever was in the file at first', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `b${index} A 192.0.2.2`);
    writeZone('@ NS ns', 'www A 203.0.113.2', ...many);
    await cliJson(['reload', topologyFile(TOPOLOGY), '--lab', lab]);
    await killNode(lab, 'primary');
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(good, { timeout: 20_000, interval: 200 }).toBe(true);
    expect(await ask('b19.written.test', 'A')).toBe('192.0.2.2');
  });
});
