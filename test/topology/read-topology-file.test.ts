import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/topology/messages.ts';
import { readTopologyFile } from '../../src/topology/read-topology-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anycast-lab-read-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function codesOf(path: string): readonly string[] {
  const read = readTopologyFile(path);
  if ('source' in read) return [];
  expect(read.diagnostics.map(formatDiagnostic).every((line) => !line.includes('\n'))).toBe(true);
  return read.diagnostics.map(({ code }) => code);
}

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('readTopologyFile', () => {
  it('reads text, its byte order mark included', () => {
    expect(readTopologyFile(written('bom.yaml', '\uFEFFsites: é\n'))).toEqual({ source: '\uFEFFsites: é\n' });
  });

  it('refuses a file that is not there', () => {
    expect(codesOf(join(folder, 'none.yaml'))).toEqual(['file-missing']);
    expect(codesOf(join(written('file.yaml', ''), 'below.yaml'))).toEqual(['file-missing']);
    expect(codesOf('')).toEqual(['file-missing']);
  });

  it('refuses a directory', () => {
    expect(codesOf(folder)).toEqual(['file-directory']);
  });

  it('refuses devices and pipes without waiting for them', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(codesOf('/dev/zero')).toEqual(['file-special']);
    expect(codesOf(pipe)).toEqual(['file-special']);
  });

  it('refuses names that no file can have', () => {
    expect(codesOf('a\0b')).toEqual(['file-unreadable']);
    expect(codesOf('a'.repeat(5000))).toEqual(['file-unreadable']);
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    expect(codesOf(loop)).toEqual(['file-unreadable']);
  });

  it('reads 1 MiB and refuses more, however large', () => {
    expect(codesOf(written('full.yaml', 'a'.repeat(1024 * 1024)))).toEqual([]);
    expect(codesOf(written('over.yaml', 'a'.repeat(1024 * 1024 + 1)))).toEqual(['file-size']);
    const huge = written('huge.yaml', '');
    truncateSync(huge, 100 * 1024 ** 3);
    expect(codesOf(huge)).toEqual(['file-size']);
  });

  it('refuses what is not UTF-8 text', () => {
    expect(codesOf(written('nul.yaml', 'sites:\0'))).toEqual(['file-binary']);
    expect(codesOf(written('latin1.yaml', Buffer.from([0x61, 0xe9, 0x0a])))).toEqual(['file-binary']);
    expect(codesOf(process.execPath)).toEqual(['file-size']);
  });
});
