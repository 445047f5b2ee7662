import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { loadDockerode } from '../../src/engine/load-dockerode.ts';

const loaded = (): readonly string[] => Object.keys(createRequire(import.meta.url).cache);
const bringsSsh = (path: string): boolean => path.includes('/node_modules/ssh2/');

it('loads the client of ssh only for an endpoint that is reached by it', async () => {
  const Docker = await loadDockerode();
  expect(loaded().some((path) => path.includes('/node_modules/dockerode/'))).toBe(true);
  expect(loaded().filter((path) => bringsSsh(path) || path.includes('/grpc-js/'))).toEqual([]);

  const docker = new Docker({ protocol: 'ssh', host: '127.0.0.1', port: 1, username: 'nobody' });
  await expect(docker.version()).rejects.toThrow();
  expect(loaded().some(bringsSsh)).toBe(true);
});
