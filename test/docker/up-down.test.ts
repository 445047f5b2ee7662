import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import type { LabStatus } from '../../src/lab/status.ts';
import type { UpResult } from '../../src/lab/up.ts';
import { cli, cliJson } from './support/cli.ts';
import { containersOf, docker, labName, topologyFile } from './support/labs.ts';

const MINIMAL = readFileSync(new URL('../../topologies/minimal.yaml', import.meta.url), 'utf8');

/** All that a lab could leave behind on the host, except what other labs that run at the same time own. */
async function hostState(): Promise<Record<string, string>> {
  const run = async (command: string, ...words: string[]): Promise<string> =>
    (await execa(command, words)).stdout;
  return {
    interfaces: await run('ip', '-brief', 'link'),
    routes: await run('ip', 'route', 'show', 'table', 'all'),
    namespaces: await run('ip', 'netns', 'list'),
    filters: await run('iptables-save').then((rules) => rules.replaceAll(/^[#:].*$/gm, '')),
    networks: await docker('network', 'ls', '--quiet'),
    volumes: await docker('volume', 'ls', '--quiet'),
  };
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
    ]);
    const containers = await containersOf(lab);
    expect(containers).toHaveLength(7);
    expect(await hostState()).toEqual(before);

    const status = await cliJson<LabStatus>(['status', lab]);
    const sessions = status.nodes.flatMap((node) => node.sessions ?? []);
    // Both ends of two links, over IPv4 and IPv6.
    expect(sessions.map((session) => session.state)).toEqual(Array.from({ length: 8 }, () => 'Established'));

    const ids = await docker('ps', '-q', '--no-trunc', '--filter', `label=anycast-lab.lab=${lab}`);
    const second = await cliJson<UpResult>(['up', topologyFile(MINIMAL), '--name', lab]);
    expect(second.changed).toBe(false);
    expect(await docker('ps', '-q', '--no-trunc', '--filter', `label=anycast-lab.lab=${lab}`)).toBe(ids);

    expect(await cli(['down', lab])).toMatchObject({ exitCode: 0 });
    expect(await containersOf(lab)).toEqual([]);
    expect(await hostState()).toEqual(before);
  });

  it('says what differs in a changed file, and rebuilds only when told to', async () => {
    const lab = labName('changed');
    await cliJson<UpResult>(['up', topologyFile(MINIMAL), '--name', lab]);
    const changed = topologyFile(MINIMAL.replace(/^clients:$/m, 'clients:\n  another: transit'));
    expect(changed).not.toBe(MINIMAL);

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
    await docker('kill', `anycast-lab.${lab}.transit`);

    const refused = await cli(['up', file, '--name', lab]);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('transit is not running');
    const status = await cliJson<LabStatus>(['status', lab]);
    expect(status.nodes.find((node) => node.node === 'transit')).toMatchObject({ running: false });

    expect((await cliJson<UpResult>(['up', file, '--name', lab, '--reconfigure'])).changed).toBe(true);
  });
});
