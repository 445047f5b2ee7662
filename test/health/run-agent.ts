import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HealthReport } from '../../src/engine/health-report.ts';
import type { HealthPlan } from '../../src/plan/lab-plan.ts';

const HEALTH = fileURLToPath(new URL('../../images/router/health', import.meta.url));

export interface HealthAgent {
  readonly child: ChildProcess;
  /** Lines that it has printed. */
  readonly said: () => readonly string[];
  /** `ip` commands that it has run. */
  readonly commands: () => readonly string[];
  /** What its file holds; undefined: there is none yet. */
  readonly state: () => Omit<HealthReport, 'now'> | undefined;
  /** From here on `ip` fails with this text; null: it works again. */
  readonly failIp: (text: string | null) => void;
  /** Kills it, and starts another in its place. */
  readonly restart: () => Promise<void>;
  /** Starts a second agent on the same file, and returns its exit code. */
  readonly second: () => Promise<number | null>;
  readonly stop: () => void;
}

/**
 * Starts the health check from its sources with the machine's Python, and with an `ip` that only notes what it is asked.
 * `-B`: no compiled files in the image's folder, which is hashed.
 * @param metrics the port where it says over HTTP what it knows; 0: any
 */
export function startAgent(health: HealthPlan, port: number, metrics = 0): HealthAgent {
  const folder = mkdtempSync(join(tmpdir(), 'anycast-lab-health-'));
  const file = (name: string) => join(folder, name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  writeFileSync(file('config.json'), JSON.stringify(health));
  const ip = `#!/bin/sh\necho "ip $*" >>${file('commands')}\n[ ! -e ${file('broken')} ] || { cat ${file('broken')} >&2; exit 2; }\n`;
  writeFileSync(file('ip'), ip);
  chmodSync(file('ip'), 0o755);

  const start = () =>
    spawn(
      'python3',
      ['-BIS', HEALTH, file('config.json'), file('state.json'), String(port), String(metrics)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
      },
    );
  let output = '';
  const listen = (one: ReturnType<typeof start>) => {
    one.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    return one;
  };
  let child = listen(start());
  return {
    get child() {
      return child;
    },
    said: () => lines(output),
    commands: () => lines(read('commands')),
    state: () => {
      const text = read('state.json');
      return text === '' ? undefined : (JSON.parse(text) as Omit<HealthReport, 'now'>);
    },
    failIp: (text) => (text === null ? rmSync(file('broken')) : writeFileSync(file('broken'), `${text}\n`)),
    restart: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = listen(start());
    },
    second: () =>
      new Promise((resolve) => {
        const other = start();
        other.stdout.resume();
        other.once('close', resolve);
      }),
    stop: () => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}
