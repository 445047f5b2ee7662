/** Zones from files and from a primary, on real name servers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.ts';
import { execIn, labName } from './support/labs.ts';

const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-zones-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TOPOLOGY = `
services:
  dns:
    prefixes: [192.0.2.0/24]
    zones: [{ name: example.test, file: example.zone }, { name: big.test, records: 4000, delegate: { sub: other } }]
  other: { prefixes: [198.51.100.0/24], zone: sub.big.test }
sites: { fra: { services: [dns], servers: [nsd, bind, knot] }, nyc: { services: [other] } }
routers: { transit: }
clients: { berlin: transit }
links: [fra -> transit, nyc -> transit]
`;

const ZONE = `$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53
www A 203.0.113.1
`;

function write(zone: string): string {
  writeFileSync(join(folder, 'example.zone'), zone);
  const file = join(folder, 'topology.yaml');
  writeFileSync(file, TOPOLOGY);
  return file;
}

describe('zone files', () => {
  it('with mistakes are told by the program of each kind of server, before anything starts', async () => {
    const name = labName('bad-zone');
    const file = write(`${ZONE}x AAAAA 2001:db8::1\n`);
    expect((await cli(['validate', file])).stderr).toContain('example.zone is not checked here');
    const { exitCode, stderr } = await cli(['up', file, '--name', name]);
    expect(exitCode).toBe(2);
    const place = `${join(folder, 'example.zone')}:6: `;
    for (const said of [
      `${place}named-checkzone does not take it: unknown RR type 'AAAAA'; mend the zone file`,
      `${place}nsd-checkzone does not take it: Invalid TYPE in RR; mend the zone file`,
      `${place}kzonecheck does not take it: unsupported record type; mend the zone file`,
    ]) {
      expect(stderr).toContain(said);
    }
    expect((await cli(['status', name])).stderr).toContain(`there is no lab called ${name}`);
  });

  it('are served by every kind of server, beside generated zones, and read again by `reload`', async () => {
    const name = labName('zones');
    await cliJson(['up', write(ZONE), '--name', name]);
    const lan = (
      await cliJson<{ nodes: { name: string; interfaces: { addresses: { address: string }[] }[] }[] }>([
        'plan',
        join(folder, 'topology.yaml'),
      ])
    ).nodes.filter((node) => /^ns.*fra$/.test(node.name));
    const addresses = lan.map((node) => node.interfaces[0]?.addresses[0]?.address ?? '');
    const ask = async (record: string) => {
      const answers = addresses.map((address) => dig(address, '+short', ...record.split(' ')));
      return Promise.all(answers);
    };
    const dig = async (address: string, ...words: readonly string[]) =>
      (await execIn(name, 'berlin', 'dig', '+norec', `@${address}`, ...words)).stdout.trim();
    expect(await ask('www.example.test A')).toEqual(Array(3).fill('203.0.113.1'));
    expect(await ask('alias-1000.big.test CNAME')).toEqual(Array(3).fill('host-1000.big.test.'));
    expect(await ask('host-1000.big.test MX')).toEqual(Array(3).fill('10 host-1.big.test.'));
    expect(await ask('host-1000.big.test AAAA')).toEqual(Array(3).fill('2001:db8:ffff:1::3e8'));
    // What is delegated they refer to, with the address of whom to ask, who has it.
    const referral = ['+noall', '+comments', '+authority', '+additional', 'www.sub.big.test'];
    for (const said of await Promise.all(addresses.map((address) => dig(address, ...referral)))) {
      expect(said).toMatch(
        /status: NOERROR[\s\S]*flags: qr; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 2/,
      );
      expect(said).toMatch(/^sub\.big\.test\.\s+60\s+IN\s+NS\s+ns\.sub\.big\.test\.$/m);
      expect(said).toMatch(/^ns\.sub\.big\.test\.\s+60\s+IN\s+A\s+198\.51\.100\.53$/m);
    }
    expect(await dig('198.51.100.53', '+short', 'www.sub.big.test')).toBe('203.0.113.80');
    expect((await cliJson<{ good: boolean }>(['zone', 'status', name])).good).toBe(true);
    const changed = write(ZONE.replace('hostmaster 1', 'hostmaster 2').replace('203.0.113.1', '203.0.113.2'));
    expect(await cliJson(['reload', changed, '--lab', name])).toMatchObject({ zones: ['example.test'] });
    expect(await ask('www.example.test A')).toEqual(Array(3).fill('203.0.113.2'));
    await execIn(name, 'ns3.fra', 'sh', '-c', 'kill -STOP -1');
    writeFileSync(changed, TOPOLOGY.replace('4000', '4001'));
    const late = await cli(['reload', changed, '--lab', name, '--timeout', '2']);
    expect(late.stderr).toContain('ns3.fra does not serve big.test with host-1001.big.test A (no answer)');
    await execIn(name, 'ns3.fra', 'sh', '-c', 'kill -CONT -1');
    const bad = write(`${ZONE}x AAAAA 2001:db8::1\n`);
    expect((await cli(['reload', bad, '--lab', name])).exitCode).toBe(2);
    expect(await ask('www.example.test A')).toEqual(Array(3).fill('203.0.113.2'));
  });
});
