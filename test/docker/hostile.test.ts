import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { UpResult } from '../../src/lab/up.ts';
import { cli, cliJson } from './support/cli.ts';
import { labName, topologyFile } from './support/labs.ts';

const HOSTILE = [
  '$(touch PWNED)',
  '`touch PWNED`',
  '; touch PWNED',
  '--help',
  '../../etc',
  'a\nb',
  '"',
  "'",
  '%s%n',
];

describe('names, paths and values from outside', () => {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-$(touch PWNED) -'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(HOSTILE)('refuses %j as the name of a lab or a file, and runs none of it', async (text) => {
    const results = await Promise.all([
      cli(['up', 'minimal', `--name=${text}`], { cwd: directory }),
      cli(['validate', '--', text], { cwd: directory }),
    ]);
    for (const { exitCode, stdout, stderr } of results) {
      expect(exitCode, stderr).toBe(2);
      expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at .*\.js:/);
    }
    expect(existsSync(join(directory, 'PWNED'))).toBe(false);
  });

  it('refuses them as names of nodes, each one', async () => {
    const sites = HOSTILE.map((text) => `  ${JSON.stringify(text)}:`).join('\n');
    const file = topologyFile(`sites:\n${sites}\nrouters: { r: }\n`);
    const result = await cli(['validate', file], { cwd: directory });
    expect(result.exitCode).toBe(2);
    const lines = HOSTILE.map((_, index) => expect.stringContaining(`${file}:${index + 2}:`));
    expect(result.stdout.split('\n')).toEqual(expect.arrayContaining(lines));
    expect(existsSync(join(directory, 'PWNED'))).toBe(false);
  });

  it('hands a command to a node word for word, and brings its exit code back', async () => {
    const lab = labName('words');
    await cliJson<UpResult>(['up', 'minimal', '--name', lab]);
    const words = ['$HOME', 'a b', '*', ';', '$(id)', '"', '--json', '-h'];
    const printed = await cli(['exec', '--lab', lab, 'berlin', '--', 'printf', '%s\\n', ...words]);
    expect(printed.stdout.split('\n')).toEqual(words);
    expect((await cli(['exec', '--lab', lab, 'berlin', '--', 'sh', '-c', 'exit 7'])).exitCode).toBe(7);
    const refused = ['$(touch PWNED)', '../../etc', 'a\nb'].flatMap((text) => [
      cli(['exec', '--lab', lab, text, '--', 'true'], { cwd: directory }),
      cli(['logs', '--lab', text, 'berlin'], { cwd: directory }),
    ]);
    expect((await Promise.all(refused)).map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(existsSync(join(directory, 'PWNED'))).toBe(false);
  });
});
