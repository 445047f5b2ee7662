import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runProgram } from '../../src/engine/exec.ts';
import type { DiffResult } from '../../src/lab/diff-catchments.ts';
import type { UpResult } from '../../src/lab/up.ts';
import { cli, cliJson } from './support/cli.ts';
import { connectedEngine, containersOf, inspectContainersOf } from './support/engine.ts';
import { execIn, labName } from './support/labs.ts';

/** Whether frames on its bridges go through the packet filter; "0\n" too where the kernel has none for them. */
const FILTER = 'cat /proc/sys/net/bridge/bridge-nf-call-iptables 2>/dev/null || echo 0';

/** What each role is allowed; a change here is a change to what users let onto their machines. */
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  fabric: ['KILL', 'NET_ADMIN', 'NET_RAW', 'SYS_ADMIN', 'SYS_PTRACE'],
  router: [
    'CHOWN',
    'DAC_OVERRIDE',
    'NET_ADMIN',
    'NET_BIND_SERVICE',
    'NET_RAW',
    'SETGID',
    'SETUID',
    'SYS_ADMIN',
  ],
  edge: [
    'CHOWN',
    'DAC_OVERRIDE',
    'NET_ADMIN',
    'NET_BIND_SERVICE',
    'NET_RAW',
    'SETGID',
    'SETUID',
    'SYS_ADMIN',
  ],
  server: [],
  client: ['NET_RAW'],
};

describe('a lab on the host', () => {
  it('runs without privileges, ports or mounts, and reaches nothing outside', async () => {
    const lab = labName('isolated');
    await cliJson<UpResult>(['up', 'minimal', '--name', lab]);

    const inspected = await inspectContainersOf(lab);
    expect(inspected).toHaveLength(7);
    for (const { Config, HostConfig, Mounts } of inspected) {
      const role = Config.Labels['anycast-lab.role'] ?? '';
      const added = (HostConfig.CapAdd ?? []).map((name: string) => name.replace(/^CAP_/, '')).toSorted();
      expect(added, role).toEqual(CAPABILITIES[role]);
      expect(HostConfig.CapDrop).toEqual(['ALL']);
      expect(HostConfig.Privileged).toBe(false);
      expect(HostConfig.SecurityOpt).toContain('no-new-privileges');
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
      expect(HostConfig.NetworkMode).toBe('none');
      expect(HostConfig.PortBindings ?? {}).toEqual({});
      expect(HostConfig.Binds ?? []).toEqual([]);
      expect(HostConfig.RestartPolicy?.Name).toBe('no');
      expect(Mounts).toEqual([]);
    }

    // The engine writes no /etc/hosts for a container without a network.
    expect((await execIn(lab, 'berlin', 'getent', 'hosts', 'localhost')).stdout).toContain('::1');

    const fabric = inspected.find(({ Config }) => Config.Labels['anycast-lab.role'] === 'fabric')?.Id ?? '';
    const filter = await runProgram(await connectedEngine(), fabric, 'the fabric', ['sh', '-c', FILTER]);
    expect(filter.stdout).toBe('0\n');

    const host = await listenOnHost();
    const ask = (address: string, port = 53) =>
      execIn(
        lab,
        'berlin',
        'dig',
        `@${address}`,
        '-p',
        `${port}`,
        '+time=1',
        '+tries=1',
        'anycast.test',
        'SOA',
      );
    // It can ask at all, and the host would hear it: so what follows means something.
    expect((await ask('192.0.2.53')).exitCode).toBe(0);
    expect((await ask('2001:db8:53::53')).exitCode).toBe(0);
    await host.sayHello();
    const outside = await Promise.all([
      ...host.addresses.map((address) => ask(address, host.port)),
      ...['172.17.0.1', '1.1.1.1', '2606:4700:4700::1111', 'fe80::1%eth0'].map((address) => ask(address)),
    ]);
    expect(outside.filter(({ exitCode }) => exitCode === 0)).toEqual([]);
    expect(host.heard).toEqual(['hello']);

    const interfaces = await execIn(lab, 'berlin', 'ip', '-brief', 'link');
    expect(interfaces.stdout.match(/^[^\s@]+/gm)).toEqual(['lo', 'eth0']);
    for (const node of ['transit', 'fra']) {
      expect((await execIn(lab, node, 'ip', 'route', 'show', 'default')).stdout, node).toBe('');
      expect((await execIn(lab, node, 'ip', '-6', 'route', 'show', 'default')).stdout, node).toBe('');
    }
  });

  it('runs beside another of the same topology', async () => {
    const [one, other] = [labName('one'), labName('other')];
    const both = await Promise.all(
      [one, other].map((lab) => cliJson<UpResult>(['up', 'minimal', '--name', lab])),
    );
    expect(both.map((result) => result.lab)).toEqual([one, other]);

    // Without a name it is not clear which one is meant.
    const unclear = await cli(['status']);
    expect(unclear.exitCode).toBe(2);
    expect(unclear.stderr).toContain(one);

    // What is done to one of them is nothing to the other, and the difference shows.
    const same = await cli(['diff', one, other]);
    expect(same, same.stderr).toMatchObject({ exitCode: 0 });
    await cli(['fault', 'withdraw', 'fra', '--lab', other]);
    const moves = async () => {
      const { stdout } = await cli(['diff', one, other, '--json']);
      const result = JSON.parse(stdout) as DiffResult;
      return result.moves.map(({ client, family, from, to }) => `${client} v${family} ${from} ${to}`);
    };
    await expect
      .poll(moves, { timeout: 15_000, interval: 100 })
      .toEqual(['berlin v4 fra nyc', 'berlin v6 fra nyc']);

    expect((await cli(['down', one])).exitCode).toBe(0);
    expect(await containersOf(one)).toEqual([]);
    expect(await containersOf(other)).toHaveLength(7);
    const answer = await execIn(other, 'berlin', 'dig', '+short', '@192.0.2.53', 'anycast.test', 'SOA');
    expect(answer.stdout).not.toBe('');
  });
});

/** A listener on every address of the host, and what it hears. */
async function listenOnHost() {
  const heard: string[] = [];
  const socket = createSocket('udp6');
  socket.on('message', (message) => heard.push(message.toString('latin1')));
  await new Promise<void>((resolve) => socket.bind(0, resolve));
  onTestFinished(() => {
    socket.close();
  });
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
  const { port } = socket.address();
  const sayHello = async (): Promise<void> => {
    socket.send('hello', port, '::1');
    await vi.waitFor(() => expect(heard).toEqual(['hello']));
  };
  return { heard, addresses, port, sayHello };
}
