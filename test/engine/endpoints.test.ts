import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEndpoints } from '../../src/engine/endpoints.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeContext(name: string, host: string): void {
  const id = createHash('sha256').update(name).digest('hex');
  mkdirSync(join(home, '.docker/contexts/meta', id), { recursive: true });
  const meta = { Name: name, Endpoints: { docker: { Host: host } } };
  writeFileSync(join(home, '.docker/contexts/meta', id, 'meta.json'), JSON.stringify(meta));
}

const urls = (env: Record<string, string>) => findEndpoints({ HOME: home, ...env }).map(({ url }) => url);

describe('findEndpoints', () => {
  it('looks in the usual places in order: Docker, rootless, Desktop, Podman', () => {
    expect(urls({ XDG_RUNTIME_DIR: '/run/user/7' })).toEqual([
      'unix:///var/run/docker.sock',
      'unix:///run/user/7/docker.sock',
      `unix://${home}/.docker/run/docker.sock`,
      'unix:///run/user/7/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ]);
  });

  it('leaves the per-user sockets out without XDG_RUNTIME_DIR', () => {
    expect(urls({})).toHaveLength(3);
  });

  it('takes DOCKER_HOST alone, before DOCKER_CONTEXT', () => {
    writeContext('other', 'unix:///other.sock');
    const found = findEndpoints({ HOME: home, DOCKER_HOST: 'unix:///my.sock', DOCKER_CONTEXT: 'other' });
    expect(found).toEqual([{ url: 'unix:///my.sock', source: 'DOCKER_HOST', explicit: true }]);
  });

  it('reads host:port in DOCKER_HOST as TCP, as the Docker CLI does', () => {
    expect(urls({ DOCKER_HOST: '127.0.0.1:2375' })).toEqual(['tcp://127.0.0.1:2375']);
  });

  it('reads the client certificates that DOCKER_TLS_VERIFY asks for', () => {
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(home, `${name}.pem`), name);
    const env = { HOME: home, DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
    expect(findEndpoints(env)[0]?.tls?.key?.toString()).toBe('key');
  });

  it('refuses to talk without the certificates that DOCKER_TLS_VERIFY asks for', () => {
    const env = { HOME: home, DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
    expect(() => findEndpoints(env)).toThrow(/ca\.pem/);
  });

  it('takes DOCKER_CONTEXT alone', () => {
    writeContext('lab', 'ssh://root@server');
    expect(findEndpoints({ HOME: home, DOCKER_CONTEXT: 'lab' })).toEqual([
      { url: 'ssh://root@server', source: 'DOCKER_CONTEXT lab', explicit: true },
    ]);
  });

  it('says so when DOCKER_CONTEXT names none', () => {
    expect(() => findEndpoints({ HOME: home, DOCKER_CONTEXT: 'nope' })).toThrow(/no Docker context "nope"/);
  });

  it('tries the current context first, and the usual places after it', () => {
    writeContext('desktop', 'unix:///desktop.sock');
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: 'desktop' }));
    expect(urls({}).slice(0, 2)).toEqual(['unix:///desktop.sock', 'unix:///var/run/docker.sock']);
  });

  it.each(['not json', '[]', 'null', '{"currentContext":"gone"}'])(
    'ignores a configuration that says %s',
    (text) => {
      mkdirSync(join(home, '.docker'));
      writeFileSync(join(home, '.docker/config.json'), text);
      expect(urls({})[0]).toBe('unix:///var/run/docker.sock');
    },
  );
});
