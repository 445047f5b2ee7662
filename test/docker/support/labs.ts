/** Labs of tests: each with a name of its own, and gone when the file's tests are done, whatever happened. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { UpResult } from '../../../src/lab/up.ts';
import { type CliResult, cli, cliJson } from './cli.ts';

const labs: string[] = [];
const directories: string[] = [];

// Here and not beside each use: a hook that a running test adds is never called.
afterAll(async () => {
  await Promise.all(labs.map((name) => cli(['down', name])));
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** A name that no other test, and no other run of this one, has. */
export function labName(what: string): string {
  const name = `t-${what}-${randomBytes(3).toString('hex')}`;
  labs.push(name);
  return name;
}

/** Writes a topology into a file of its own. */
export function topologyFile(yaml: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  directories.push(directory);
  const file = join(directory, 'topology.yaml');
  writeFileSync(file, yaml);
  return file;
}

/** Brings a topology up, and returns the lab's name. */
export async function startLab(what: string, yaml: string): Promise<string> {
  const name = labName(what);
  // Sooner than the test itself gives up, so that it is said what did not come about.
  await cliJson<UpResult>(['up', topologyFile(yaml), '--name', name, '--timeout', '80']);
  return name;
}

/** Runs a program in a node, by the command that users have for it. */
export function execIn(lab: string, node: string, ...words: readonly string[]): Promise<CliResult> {
  return cli(['exec', '--lab', lab, node, '--', ...words]);
}

/** What vtysh of a router prints as JSON. */
export async function vtyshJson<T>(lab: string, router: string, command: string): Promise<T> {
  const { exitCode, stdout, stderr } = await execIn(lab, router, 'vtysh', '-c', `${command} json`);
  if (exitCode !== 0) throw new Error(`${router}: ${command}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
