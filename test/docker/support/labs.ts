/** Labs of tests: each with a name of its own, and gone at the end whatever happened. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import { cli } from './cli.ts';

/** A name that no other test, and no other run of this one, has. Its lab is removed after the tests of the file. */
export function labName(what: string): string {
  const name = `t-${what}-${randomBytes(3).toString('hex')}`;
  afterAll(async () => {
    await cli(['down', name]);
  });
  return name;
}

/** Writes a topology into a file that is gone after the tests of the file. */
export function topologyFile(yaml: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'topology.yaml');
  writeFileSync(file, yaml);
  return file;
}

/** What the engine's own command line says, trimmed. */
export async function docker(...words: readonly string[]): Promise<string> {
  return (await execa('docker', words)).stdout.trim();
}

/** The containers of a lab, by name, in whatever state. */
export async function containersOf(lab: string): Promise<readonly string[]> {
  const names = await docker(
    'ps',
    '-a',
    '--filter',
    `label=anycast-lab.lab=${lab}`,
    '--format',
    '{{.Names}}',
  );
  return names === '' ? [] : names.split('\n').toSorted();
}
