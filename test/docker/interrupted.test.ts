import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { UpResult } from '../../src/lab/up.ts';
import { cli, cliJson, startCli } from './support/cli.ts';
import { containersOf } from './support/engine.ts';
import { labName } from './support/labs.ts';
import { talk } from './support/terminal.ts';

/** Waits until a lab has some containers but not all: `up` is in the middle of its work. */
async function halfMade(lab: string): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await containersOf(lab)).length).toBeGreaterThanOrEqual(4);
    },
    { timeout: 60_000, interval: 50 },
  );
}

describe('up, cut short', () => {
  it('removes what it made when it is interrupted, and ends with 130', async () => {
    const lab = labName('sigint');
    const running = startCli(['up', 'three-sites', '--name', lab]);
    await halfMade(lab);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await containersOf(lab)).toEqual([]);
  });

  it('does the same when its terminal is closed, and nothing it says can be shown', async () => {
    const lab = labName('closed');
    const { exitCode, shown } = await talk(['up', 'three-sites', '--name', lab], [['containers', null]]);
    expect(exitCode, shown).toBe(130);
    expect(await containersOf(lab)).toEqual([]);
  });

  it('goes on when nobody listens any more, as it would leave a half-made lab', async () => {
    const lab = labName('unheard');
    const running = startCli(['up', 'minimal', '--name', lab]);
    running.stderr?.once('data', () => running.stderr?.destroy());
    const { exitCode, stdout } = await running;
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is up in') });
  });

  it('leaves it with --keep', async () => {
    const lab = labName('keep');
    const running = startCli(['up', 'three-sites', '--name', lab, '--keep']);
    await halfMade(lab);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(await containersOf(lab)).not.toEqual([]);
    expect((await cli(['status', lab])).stderr).toContain('incomplete');
  });

  it('can be cleaned up after kill -9, from the labels alone', async () => {
    const lab = labName('kill');
    const running = startCli(['up', 'three-sites', '--name', lab]);
    await halfMade(lab);
    const beside = await cli(['up', 'three-sites', '--name', lab, '--reconfigure']);
    expect(beside.exitCode).toBe(2);
    expect(beside.stderr).toContain('is being started by another process');
    running.kill('SIGKILL');
    await running;
    expect(await containersOf(lab)).not.toEqual([]);
    expect((await cli(['up', 'three-sites', '--name', lab])).exitCode).toBe(2);
    expect((await cli(['down', lab])).exitCode).toBe(0);
    expect(await containersOf(lab)).toEqual([]);
  });

  it('says which rung failed where when time is up', async () => {
    const lab = labName('timeout');
    const result = await cli(['up', 'three-sites', '--name', lab, '--timeout', '1']);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toMatch(/did not converge within 1 s/);
    expect(result.stderr).toMatch(/(daemons|sessions|routes|answers) at [a-z0-9.-]+: /);
    expect(await containersOf(lab)).toEqual([]);
  });

  it('is refused while another up of the lab is at work', async () => {
    const lab = labName('race');
    const both = await Promise.all([1, 2].map(() => cli(['up', 'minimal', '--name', lab])));
    const codes = both.map((result) => result.exitCode).toSorted();
    // One wins; the other is told so, or came late enough to find the lab up as it should be.
    expect(codes[0]).toBe(0);
    expect([0, 2]).toContain(codes[1]);
    expect(await containersOf(lab)).toHaveLength(7);
  });
});

describe('a lab that goes away', () => {
  it('ends a failover in it with 3, as nothing is left to be waited for', async () => {
    const lab = labName('gone');
    await cliJson<UpResult>(['up', 'minimal', '--name', lab]);
    const running = startCli(['failover', 'fra', '--lab', lab, '--for', '3']);
    await new Promise((resolve) => running.stderr?.once('data', resolve));
    expect((await cli(['down', lab])).exitCode).toBe(0);
    const { exitCode, stderr } = await running;
    expect(exitCode, stderr).toBe(3);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('an engine that goes away', () => {
  /** A socket in front of the engine's that can be cut off, as when its daemon dies. */
  async function engineProxy(): Promise<{ host: string; die: () => void }> {
    const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-engine-'));
    const open = new Set<Socket>();
    const engine = process.env['DOCKER_HOST']?.replace(/^unix:\/\//, '') ?? '/var/run/docker.sock';
    const server = createServer((client) => {
      const upstream = dial(engine);
      for (const socket of [client, upstream]) {
        open.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => open.delete(socket));
      }
      client.pipe(upstream).pipe(client);
    });
    const path = join(directory, 'engine.sock');
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const die = (): void => {
      server.close();
      for (const socket of open) socket.destroy();
    };
    onTestFinished(() => {
      die();
      rmSync(directory, { recursive: true, force: true });
    });
    return { host: `unix://${path}`, die };
  }

  it('ends up with 3 and says so, mid-way', async () => {
    const lab = labName('engine');
    const proxy = await engineProxy();
    const running = startCli(['up', 'three-sites', '--name', lab], { env: { DOCKER_HOST: proxy.host } });
    await halfMade(lab);
    proxy.die();
    const result = await running;
    expect(result.exitCode).toBe(3);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stderr).toContain(`anycast-lab down ${lab}`);
    expect((await cli(['down', lab])).exitCode).toBe(0);
    expect(await containersOf(lab)).toEqual([]);
  });

  it('is an error of its own when it was never there', async () => {
    const result = await cli(['list'], { env: { DOCKER_HOST: 'unix:///nowhere/engine.sock' } });
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain('unix:///nowhere/engine.sock');
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });
});
