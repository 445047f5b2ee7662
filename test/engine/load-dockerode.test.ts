import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { loadDockerode } from '../../src/engine/load-dockerode.ts';

const loaded = (): readonly string[] => Object.keys(createRequire(import.meta.url).cache);
// What it needs: its own path stands for it from the start.
const bringsArchiver = (path: string): boolean => path.includes('/tar-stream/');
const bringsSsh = (path: string): boolean => path.includes('/ssh2/');

it('loads an archiver only to pack what is built, and the client of ssh only for an endpoint that is reached by it', async () => {
  const Docker = loadDockerode();
  expect(loaded().some((path) => path.includes('/node_modules/dockerode/'))).toBe(true);
  expect(
    loaded().filter((path) => bringsSsh(path) || bringsArchiver(path) || path.includes('/grpc-js/')),
  ).toEqual([]);

  const nowhere = new Docker({ socketPath: '/nowhere/engine.sock' });
  const context = { context: import.meta.dirname, src: ['load-dockerode.test.ts'] };
  await expect(nowhere.buildImage(context, {})).rejects.toThrow(/ENOENT/);
  expect(loaded().some(bringsArchiver)).toBe(true);
  expect(loaded().filter(bringsSsh)).toEqual([]);

  const docker = new Docker({ protocol: 'ssh', host: '127.0.0.1', port: 1, username: 'nobody' });
  await expect(docker.version()).rejects.toThrow();
  expect(loaded().some(bringsSsh)).toBe(true);
});
