/** What `init` writes, by options and by answers on a terminal, and that it comes up. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson } from './support/cli.ts';
import { startLab } from './support/labs.ts';
import { type Turn, talk } from './support/terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('init', () => {
  it('writes a network of three tiers that comes up, and clients are answered by both sites', async () => {
    const { stdout: text } = await cli('init - --shape three-tier --sites 2 --clients 3'.split(' '));
    const lab = await startLab('init', text);
    const { entries } = await cliJson<ProbeResult>(['probe', lab]);
    expect(entries).toHaveLength(6);
    expect(new Set(entries.map(({ site }) => site))).toEqual(new Set(['fra', 'nyc']));
  });

  it('leaves a file alone that is there, unless it is forced', async () => {
    const file = join(directory, 'mine.yaml');
    const first = await cli(['init', file]);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain(`Start it: anycast-lab up ${file}`);
    expect(await cli(['validate', file])).toMatchObject({
      exitCode: 0,
      stdout: `${file}: valid`,
      stderr: '',
    });

    writeFileSync(file, 'mine');
    const refused = await cli(['init', file]);
    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `anycast-lab: ${file} is there already\nGive another name, or --force to write over it.`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect((await cli(['init', file, '--force'])).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('sites:');
  });

  it('says what cannot be, and writes nothing', async () => {
    const file = join(directory, 'none.yaml');
    const results = await Promise.all([
      cli(['init', file, '--shape', 'star', '--transits', '2']),
      cli(['init', join(directory, 'no', 'such.yaml')]),
      cli(['init', file, '--shape', 'tree']),
    ]);
    for (const { exitCode, stderr } of results) {
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^anycast-lab: .*\n?/);
    }
    expect(existsSync(file)).toBe(false);
  });

  describe('on a terminal', () => {
    const init = (file: string, ...turns: readonly Turn[]) => talk(['init', file], turns, directory);

    it('asks, and asks again where an answer cannot be', async () => {
      const { shown, exitCode } = await init(
        'asked.yaml',
        ['Which shape', '\u001b[B\r'],
        ['How many sites', 'fra,FRA\r'],
        ['cannot be the name', '\u0015fra,oslo\r'],
        ['transit networks', '\r'],
        ['How many clients', '3\r'],
      );
      expect(exitCode, shown).toBe(0);
      expect(readFileSync(join(directory, 'asked.yaml'), 'utf8')).toContain(
        'anycast-lab init --shape three-tier --sites fra,oslo --transits 2 --clients 3\n',
      );
    });

    it.each([
      ['Ctrl-C', '\u0003'],
      ['Ctrl-D', '\u0004'],
    ])('ends with 130 on %s, and leaves no file', async (_name, key) => {
      const { shown, exitCode } = await init('left.yaml', ['Which shape', '\r'], ['How many sites', key]);
      expect(exitCode, shown).toBe(130);
      expect(shown).toContain('anycast-lab: interrupted');
      expect(existsSync(join(directory, 'left.yaml'))).toBe(false);
    });

    it('ends with 130, too, where the terminal is closed over a question', async () => {
      expect(await init('left.yaml', ['Which shape', null])).toMatchObject({ exitCode: 130 });
      expect(existsSync(join(directory, 'left.yaml'))).toBe(false);
    });
  });
});
