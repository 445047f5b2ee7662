import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { toEngineError } from '../../src/engine/engine-error.ts';
import { readEngineVersion } from '../../src/engine/engine-version.ts';
import { limitRequests } from '../../src/engine/request-limit.ts';

/** An engine that is scripted: a real HTTP server on a real socket, one handler a path. */
let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

const DOCKER_VERSION = JSON.stringify({
  Version: '27.1.0',
  ApiVersion: '1.46',
  Arch: 'arm64',
  Components: [{ Name: 'Engine', Version: '27.1.0' }],
});

async function listen(handlers: Readonly<Record<string, RequestListener>>): Promise<string> {
  const path = join(folder, 'engine.sock');
  server = createServer((request, response) => {
    const handler = handlers[request.url ?? ''];
    if (handler) handler(request, response);
    else response.end('OK');
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return `unix://${path}`;
}

describe('connectEngine', () => {
  it('connects to DOCKER_HOST and names what answers', async () => {
    const host = await listen({ '/version': (_, response) => response.end(DOCKER_VERSION) });
    const engine = await connectEngine({ DOCKER_HOST: host });
    expect(engine.endpoint).toBe(host);
    expect(engine.source).toBe('DOCKER_HOST');
    expect(await readEngineVersion(engine)).toEqual({
      name: 'docker',
      version: '27.1.0',
      api: '1.46',
      architecture: 'arm64',
    });
  });

  it('knows Podman by its components', async () => {
    const reply = {
      Version: '4.9.3',
      ApiVersion: '1.41',
      Components: [{ Name: 'Podman Engine', Version: '4.9.3' }],
    };
    const host = await listen({ '/version': (_, response) => response.end(JSON.stringify(reply)) });
    const { name } = await readEngineVersion(await connectEngine({ DOCKER_HOST: host }));
    expect(name).toBe('podman');
  });

  it('reports a DOCKER_HOST that does not answer, and tries nothing else', async () => {
    const env = { DOCKER_HOST: `unix://${folder}/dead.sock` };
    await expect(connectEngine(env)).rejects.toMatchObject({
      code: 'unreachable',
      message: `DOCKER_HOST: no engine answers at unix://${folder}/dead.sock: no such socket`,
      hint: expect.stringContaining('unset it'),
    });
  });

  it.each(['gopher://x', 'tcp://', 'npipe://x'])(
    'reports a DOCKER_HOST that makes no sense: %s',
    async (host) => {
      await expect(connectEngine({ DOCKER_HOST: host })).rejects.toMatchObject({ code: 'unreachable' });
    },
  );

  it('gives up on an endpoint that accepts and stays silent', async () => {
    const host = await listen({ '/_ping': () => {} });
    const started = performance.now();
    await expect(connectEngine({ DOCKER_HOST: host })).rejects.toThrow(/no answer in time/);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('fails, and does not hang, when the engine dies in the middle of an answer', async () => {
    const host = await listen({
      '/info': (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"ID":');
        setTimeout(() => response.destroy(), 20);
      },
    });
    const { docker } = await connectEngine({ DOCKER_HOST: host });
    const error = await docker.info().catch((cause: unknown) => toEngineError(cause, 'ask the engine'));
    expect(error.code).toBe('unreachable');
  });

  it.each([
    ['before its answer', () => {}],
    ['in the middle of it', (_, response) => void response.writeHead(200).write('{')],
  ] satisfies [string, RequestListener][])(
    'gives up on a request when the engine hangs %s',
    async (_, hang) => {
      const host = await listen({ '/info': hang });
      const docker = new Docker({ socketPath: host.slice('unix://'.length) });
      limitRequests(docker, 100);
      const error = await docker.info().catch((cause: unknown) => toEngineError(cause, 'ask the engine'));
      expect(error).toMatchObject({
        code: 'unreachable',
        message: 'cannot ask the engine: the engine has not answered for 0.1 s',
      });
    },
  );

  it('does not cut off a stream that lasts longer than a request may', async () => {
    const host = await listen({
      '/containers/x/logs?follow=true': (_, response) => {
        response.write('begin ');
        setTimeout(() => response.end('end'), 300);
      },
    });
    const docker = new Docker({ socketPath: host.slice('unix://'.length) });
    limitRequests(docker, 100);
    const log = await docker.getContainer('x').logs({ follow: true });
    expect(await text(log as Readable)).toBe('begin end');
  });
});
