import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const setup = join(root, 'scripts/setup');

let elsewhere: string;
beforeAll(async () => {
  elsewhere = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  // So that what is measured below has nothing left to do, whatever was edited since.
  await execa(setup);
});
afterAll(() => rmSync(elsewhere, { recursive: true }));

const run = (env: Readonly<Record<string, string>> = {}) =>
  execa(setup, { cwd: elsewhere, env, reject: false, all: true });

/** What set-up could have made or changed. */
function traces() {
  const time = (path: string) => (existsSync(path) ? statSync(path).mtimeMs : 0);
  return {
    files: readdirSync(root).toSorted(),
    packages: time(join(root, 'node_modules/.package-lock.json')),
    build: time(join(root, 'dist/cli/main.js')),
    installed: time('/var/lib/dpkg/status'),
  };
}

describe('scripts/setup', () => {
  it('does nothing, says nothing and is quick when all is there, from any folder', async () => {
    const before = traces();
    const started = performance.now();
    const { exitCode, all } = await run();
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
    // 0.5 s on an idle machine; the tests beside this one keep it busy.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(traces()).toEqual(before);
  });

  it('lets two run at once', async () => {
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  });

  it.each([
    [
      'DOCKER_HOST',
      'unix:///nonexistent/engine.sock',
      /DOCKER_HOST: no engine answers at unix:\/\/\/nonexistent/,
    ],
    ['DOCKER_CONTEXT', 'no-such-context', /there is no Docker context "no-such-context"/],
  ])('ends with 3 and installs nothing when %s does not answer', async (name, value, message) => {
    const before = traces();
    const { exitCode, all } = await run({ DOCKER_HOST: '', DOCKER_CONTEXT: '', [name]: value });
    expect(exitCode).toBe(3);
    expect(all).toMatch(message);
    expect(all).toContain('unset');
    expect(traces()).toEqual(before);
  });

  // Without root it only says what is missing.
  it.runIf(process.getuid?.() === 0)(
    'installs a browser for the tests alone, where there is none',
    async () => {
      const programs = join(elsewhere, 'programs');
      const asked = join(elsewhere, 'asked');
      mkdirSync(programs);
      for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(existsSync)) {
        for (const name of readdirSync(folder)) {
          if (/chrom|^apt-get$/.test(name) || existsSync(join(programs, name))) continue;
          symlinkSync(join(folder, name), join(programs, name));
        }
      }
      writeFileSync(join(programs, 'apt-get'), `#!/bin/sh\necho "$@" >>${asked}\n`, { mode: 0o755 });
      const setUp = (...args: readonly string[]) =>
        execa(setup, args, { cwd: elsewhere, env: { PATH: programs } });

      await setUp();
      expect(existsSync(asked)).toBe(false);
      await setUp('--tests');
      expect(readFileSync(asked, 'utf8')).toMatch(/install .* chromium$/m);
    },
  );
});
