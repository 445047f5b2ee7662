import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import type { LabStatus } from '../../src/lab/status.ts';
import type { UpResult } from '../../src/lab/up.ts';
import { cli, cliJson } from './support/cli.ts';
import { containerIdsOf, containersOf, engine, killNode } from './support/engine.ts';
import { labName, topologyFile } from './support/labs.ts';

const MINIMAL = readFileSync(new URL('../../topologies/minimal.yaml', import.meta.url), 'utf8');

/** All that a lab could leave behind on the host, a line each; empty in the parts that this user or machine cannot look at. */
async function hostState(): Promise<ReadonlySet<string>> {
  const docker = await engine();
  const lines = async (command: string, ...words: string[]): Promise<readonly string[]> => {
    const { stdout = '' } = await execa(command, words, { reject: false });
    return stdout.split('\n').map((line) => `${command} ${words.join(' ')}: ${line}`);
  };
  const { Volumes } = await docker.listVolumes();
  const found = await Promise.all([
    // Without states and lifetimes, which change by themselves.
    lines('ls', '/sys/class/net'),
    lines('ip', '-oneline', 'address').then((all) => all.map((line) => line.replace(/ valid_lft .*/, ''))),
    lines('ip', 'route', 'show', 'table', 'all').then((all) =>
      all.map((line) => line.replaceAll(/ (linkdown|expires \d+sec)/g, '')),
    ),
    lines('ip', 'netns', 'list'),
    lines('iptables-save').then((all) => all.filter((line) => !/: [#:]/.test(line))),
    docker.listNetworks().then((all) => all.map(({ Id }) => `network ${Id}`)),
    (Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ]);
  return new Set(found.flat());
}

/** What is new on the host. What tests beside this one have there for a moment, such as a build's network, is waited out. */
async function expectNothingNew(before: ReadonlySet<string>): Promise<void> {
  await vi.waitFor(
    async () => {
      expect([...(await hostState())].filter((line) => !before.has(line))).toEqual([]);
    },
    { timeout: 10_000, interval: 200 },
  );
}

describe('up and down', () => {
  it('brings a lab up converged, changes nothing when repeated, and leaves nothing behind', async () => {
    const lab = labName('updown');
    const before = await hostState();

    const first = await cliJson<UpResult>(['up', topologyFile(MINIMAL), '--name', lab]);
    expect(first).toMatchObject({ lab, changed: true, nodes: { edge: 2, router: 1, server: 2, client: 1 } });
    expect(first.phases.map((phase) => phase.phase)).toEqual([
      'images',
      'containers',
      'daemons',
      'sessions',
      'routes',
      'answers',
      'stable',
    ]);
    const containers = await containersOf(lab);
    expect(containers).toHaveLength(7);
    await expectNothingNew(before);

    const status = await cliJson<LabStatus>(['status', lab]);
    const sessions = status.nodes.flatMap((node) => node.sessions ?? []);
    // Both ends of two links, over IPv4 and IPv6.
    expect(sessions.map((session) => session.state)).toEqual(Array.from({ length: 8 }, () => 'Established'));

    const ids = await containerIdsOf(lab);
    const second = await cliJson<UpResult>(['up', topologyFile(MINIMAL), '--name', lab]);
    expect(second.changed).toBe(false);
    expect(await containerIdsOf(lab)).toEqual(ids);

    expect(await cli(['down', lab])).toMatchObject({ exitCode: 0 });
    expect(await containersOf(lab)).toEqual([]);
    await expectNothingNew(before);
  });

  it('says what differs in a changed file, and rebuilds only when told to', async () => {
    const lab = labName('changed');
    await cliJson<UpResult>(['up', topologyFile(MINIMAL), '--name', lab]);
    const yaml = MINIMAL.replace(/^clients:.*$/m, 'clients:\n  another: transit');
    expect(yaml).not.toBe(MINIMAL);
    const changed = topologyFile(yaml);

    const refused = await cli(['up', changed, '--name', lab]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('node another added');
    expect(refused.stderr).toContain('--reconfigure');

    const rebuilt = await cliJson<UpResult>(['up', changed, '--name', lab, '--reconfigure']);
    expect(rebuilt).toMatchObject({ changed: true, nodes: { client: 2 } });
  });

  it('sees a node that died, and puts it right with --reconfigure', async () => {
    const lab = labName('dead');
    const file = topologyFile(MINIMAL);
    await cliJson<UpResult>(['up', file, '--name', lab]);
    await killNode(lab, 'transit');

    const refused = await cli(['up', file, '--name', lab]);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('transit is not running');
    const seen = await cli(['status', lab, '--json']);
    expect(seen.exitCode).toBe(1);
    const status = JSON.parse(seen.stdout) as LabStatus;
    expect(status.nodes.find((node) => node.node === 'transit')).toMatchObject({ running: false });

    expect((await cliJson<UpResult>(['up', file, '--name', lab, '--reconfigure'])).changed).toBe(true);
  });
});
