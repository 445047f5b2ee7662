/** A hidden primary: zones by transfer, signed notices, what is changed there, and sites that withdraw themselves without word from it. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ZoneStatusResult } from '../../src/lab/zone-serials.ts';
import type { ZoneUpdateResult } from '../../src/lab/zone-update.ts';
import type { LabPlan } from '../../src/plan/lab-plan.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { differenceGiven } from './support/differences.ts';
import { engine } from './support/engine.ts';
import { execIn, startLab } from './support/labs.ts';

/** It is the zone that has to be confirmed, whatever is asked for. */
const HEALTH = '{ interval: 0.5, max-stale: 4s, query: { name: whoami, type: TXT } }';

const SERVERS = ['ns1.fra', 'ns1.nyc', 'ns1.sin'];

describe('a zone with a primary', () => {
  let lab: string;
  beforeAll(async () => {
    const bundled = readFileSync(new URL('../../topologies/zone-replication.yaml', import.meta.url), 'utf8');
    lab = await startLab('primary', `${bundled}\nhealth: ${HEALTH}\n`);
  });

  const serials = async (): Promise<ZoneStatusResult> => {
    const { stdout } = await cli(['zone', 'status', lab, '--json']);
    return JSON.parse(stdout) as ZoneStatusResult;
  };

  it('is at every server, of each kind, once the lab is up', async () => {
    const { zones, good } = await serials();
    expect(good).toBe(true);
    expect(zones).toEqual([
      {
        ...{ zone: 'anycast.test', primary: 1 },
        servers: SERVERS.map((server) => ({
          ...{ server, site: server.slice(4), serial: 1, state: 'current' },
        })),
      },
    ]);
  });

  it('changes at all of them within two seconds of an update, and not at all of one that is refused', async () => {
    const update = ['zone', 'update', 'anycast.test', '--lab', lab];
    const { changed, serial, last, servers } = await cliJson<ZoneUpdateResult>([
      ...update,
      'www A 203.0.113.9',
      'new TXT "one two"',
    ]);
    expect({ changed, serial }).toEqual({ changed: true, serial: 2 });
    expect(servers.map(({ server }) => server)).toEqual(SERVERS);
    expect(last).not.toBeNull();
    const answers = ['berlin', 'chicago', 'tokyo'].map((client) =>
      execIn(lab, client, 'dig', '+short', '@192.0.2.53', 'www.anycast.test', 'A', 'new.anycast.test', 'TXT'),
    );
    for (const { stdout } of await Promise.all(answers)) expect(stdout).toBe('203.0.113.9\n"one two"');
    const same = await cliJson<ZoneUpdateResult>([...update, 'www A 203.0.113.9']);
    expect(same).toMatchObject({ changed: false, serial: 2 });
    const refused = await cli([...update, 'www A 999.0.113.9']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/the primary does not take it: .*999\.0\.113\.9/);
    const beside = await cli([...update, 'www CNAME new']);
    expect(beside.stderr).toContain('www.anycast.test would have a CNAME beside A');
    expect((await cli([...update, 'www.example. A 203.0.113.9'])).stderr).toContain('is not in the zone');
    expect((await serials()).zones[0]?.primary).toBe(2);
  });

  it('has come to each of them as a difference, and not whole', async () => {
    const plan = await cliJson<LabPlan>(['plan', 'zone-replication']);
    const nodeAt = new Map(
      plan.nodes.flatMap(({ name, interfaces }) =>
        interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => [address, name])),
      ),
    );
    const { stdout } = await cli(['logs', '--lab', lab, 'primary']);
    const given = stdout.matchAll(/IXFR, outgoing, remote ([^@ ]+)@.*serial 1 -> 2/g);
    expect([...new Set([...given].map(([, address]) => nodeAt.get(address ?? '')))].toSorted()).toEqual(
      SERVERS,
    );
    expect(await differenceGiven(lab, plan, 'ns1.nyc', 1)).toEqual([
      'SOA 2',
      'SOA 1',
      'A 203.0.113.80',
      'SOA 2',
      'TXT "one two"',
      'A 203.0.113.9',
      'SOA 2',
    ]);
    const { stdout: metrics } = await cli(['metrics', lab]);
    for (const server of SERVERS) {
      const labels = `lab="${lab}",site="${server.slice(4)}",server="${server}",zone="anycast.test"`;
      expect(metrics).toContain(`anycast_lab_zone_serial{${labels}} 2\n`);
    }
  });

  it('holds what was changed after the primary was started again', async () => {
    await (await engine()).getContainer(`anycast-lab.${lab}.primary`).restart({ t: 0 });
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await serials()).good, { timeout: 20_000, interval: 200 }).toBe(true);
    // Were anything lost, that would be a change, too.
    expect((await serials()).zones[0]?.primary).toBe(2);
  });

  it('is given to nobody who has not the key, and nothing that the program shows has it', async () => {
    const asked = await execIn(lab, 'primary', 'cat', '/etc/anycast-lab/knot.conf');
    const [, address = ''] = /listen: \[ ([\d.]+)@53/.exec(asked.stdout) ?? [];
    const transfer = await execIn(
      lab,
      'berlin',
      'dig',
      '+noall',
      '+answer',
      `@${address}`,
      'anycast.test',
      'AXFR',
    );
    expect(transfer.stdout).toContain('Transfer failed');
    const key = await execIn(
      lab,
      'primary',
      'sh',
      '-c',
      "sed -n 's/.*secret: //p' /etc/anycast-lab/tsig.conf",
    );
    const secret = key.stdout.replaceAll('"', '').trim();
    expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    const logs = [...SERVERS, 'primary', 'fra'].map((node) => cli(['logs', '--lab', lab, node]));
    const shown = await Promise.all([
      ...logs,
      cli(['plan', 'zone-replication', '--files']),
      cli(['status', lab, '--json']),
      cli(['metrics', lab]),
      cli(['zone', 'update', 'anycast.test', 'www A 203.0.113.9', '--lab', lab]),
    ]);
    for (const { stdout, stderr } of shown) expect(stdout + stderr).not.toContain(secret);
  });

  it('is broken at servers of each kind by the fault of that name, and whole again once that is restored', async () => {
    for (const site of ['fra', 'nyc', 'sin']) await cliJson(['fault', 'server-broken', site, '--lab', lab]);
    const states = async () => (await serials()).zones[0]?.servers.map(({ seen }) => seen);
    await expect.poll(states, { timeout: 10_000, interval: 100 }).toEqual(SERVERS.map(() => 'SERVFAIL'));
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await serials()).good, { timeout: 20_000, interval: 200 }).toBe(true);
  });

  it('is stale at a site that the primary does not reach, until it does again', async () => {
    await cliJson(['fault', 'blackhole', 'fra', '--lab', lab]);
    const cut = await cli(['zone', 'status', lab]);
    expect(cut.exitCode).toBe(1);
    expect(cut.stdout).toMatch(/ns1\.fra +2 +stale, cut off/);
    // The second time its old serial is older than the one before the change, too.
    for (const address of ['203.0.113.8', '203.0.113.7']) {
      const update = ['zone', 'update', 'anycast.test', `www A ${address}`, '--lab', lab, '--timeout', '1'];
      const late = await cli(update);
      expect(late.exitCode).toBe(1);
      expect(late.stdout).toMatch(/ns1\.fra +fra +not served: serial 2/);
    }
    const stopped = startCli(['zone', 'update', 'anycast.test', 'www A 203.0.113.6', '--lab', lab]);
    await expect.poll(async () => (await serials()).zones[0]?.primary, { timeout: 20_000 }).toBe(5);
    stopped.kill('SIGINT');
    expect(await stopped).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('interrupted: the primary has anycast.test with the serial 5'),
    });
    const why = async () => (await cli(['status', lab])).stdout;
    await expect
      .poll(why, { timeout: 10_000, interval: 100 })
      .toContain(
        'no server is healthy: ns1.fra its zone anycast.test has not been confirmed with the primary for 4 s',
      );
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await serials()).good, { timeout: 20_000, interval: 200 }).toBe(true);
  });

  it('changes at the servers that run, and those that are dead or stopped are named at once', async () => {
    await cliJson(['fault', 'server-kill', 'fra', '--lab', lab]);
    await cliJson(['fault', 'server-hang', 'nyc', '--lab', lab]);
    const begun = performance.now();
    const update = await cli(['zone', 'update', 'anycast.test', 'www A 203.0.113.5', '--lab', lab]);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(update.exitCode).toBe(1);
    expect(update.stdout).toMatch(/ns1\.fra +fra +not served: it does not run/);
    expect(update.stdout).toMatch(/ns1\.nyc +nyc +not served: it is stopped/);
    expect(update.stdout).toMatch(/ns1\.sin +sin +\d+ ms/);
    await cliJson(['restore', '--lab', lab]);
    await expect.poll(async () => (await serials()).good, { timeout: 20_000, interval: 200 }).toBe(true);
  });
});
