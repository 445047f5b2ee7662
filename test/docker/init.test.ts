/** What `init` writes, by options and by answers on a terminal, and that it comes up. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../src/lab/probe.ts';
import { cli, cliJson, LAUNCHER } from './support/cli.ts';
import { startLab } from './support/labs.ts';

/** Runs a command in a terminal of its own. An answer is typed once its question has been read, and never before. */
const TALK = `
import fcntl, json, os, pty, struct, sys, termios
turns, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
    os.execvp(command[0], command)
shown = since = ''
while True:
    try:
        part = os.read(terminal, 4096).decode(errors='replace')
    except OSError:
        break
    if not part:
        break
    shown += part
    since += part
    if turns and turns[0][0] in since:
        os.write(terminal, turns.pop(0)[1].encode())
        since = ''
print(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

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
    /** Types each answer when its question is there. Returns all that was shown, and the exit code. */
    async function talk(file: string, ...turns: readonly (readonly [question: string, answer: string])[]) {
      const command = ['node', LAUNCHER, 'init', file];
      const { stdout, exitCode } = await execa('python3', ['-c', TALK, JSON.stringify(turns), ...command], {
        cwd: directory,
        reject: false,
        timeout: 30_000,
        env: { NO_COLOR: '1', TERM: 'xterm' },
      });
      return { shown: stdout, exitCode };
    }

    it('asks, and asks again where an answer cannot be', async () => {
      const { shown, exitCode } = await talk(
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
      const { shown, exitCode } = await talk('left.yaml', ['Which shape', '\r'], ['How many sites', key]);
      expect(exitCode, shown).toBe(130);
      expect(shown).toContain('anycast-lab: interrupted');
      expect(existsSync(join(directory, 'left.yaml'))).toBe(false);
    });
  });
});
