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
    zones: [{ name: example.test, file: example.zone }, { name: big.test, records: 4000 }]
sites: { fra: { servers: [nsd, bind, knot] } }
routers: { transit: }
clients: { berlin: transit }
links: [fra -> transit]
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
    ).nodes.filter((node) => node.name.startsWith('ns'));
    const addresses = lan.map((node) => node.interfaces[0]?.addresses[0]?.address ?? '');
    const ask = async (record: string) => {
      const answers = addresses.map((address) =>
        execIn(name, 'berlin', 'dig', '+short', '+norec', `@${address}`, ...record.split(' ')),
      );
      return (await Promise.all(answers)).map(({ stdout }) => stdout.trim());
    };
    expect(await ask('www.example.test A')).toEqual(Array(3).fill('203.0.113.1'));
    expect(await ask('alias-1000.big.test CNAME')).toEqual(Array(3).fill('host-1000.big.test.'));
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
