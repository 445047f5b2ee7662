import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTopology, loadTopology, planNamed } from '../../src/cli/topology-file.ts';
import { readTopologyStream } from '../../src/topology/read-topology-file.ts';
import { lab } from '../topology/mistakes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anycast-lab-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a topology from a stream', () => {
  it.each([
    ['text', Buffer.from(lab()), undefined],
    ['1 MiB', Buffer.alloc(1024 * 1024, 'a'), undefined],
    ['more', Buffer.alloc(1024 * 1024 + 1, 'a'), 'file-size'],
    ['what is no UTF-8', Buffer.from([0x61, 0xe9, 0x0a]), 'file-binary'],
    ['a directory', null, 'file-unreadable'],
  ])('is read from %s', (name, content, code) => {
    const path = content === null ? folder : join(folder, name);
    if (content !== null) writeFileSync(path, content);
    const descriptor = openSync(path, 'r');
    const read = readTopologyStream(descriptor, 'stdin');
    closeSync(descriptor);
    if ('source' in read) expect([read.source, code]).toEqual([content?.toString(), undefined]);
    else expect(read.diagnostics).toMatchObject([{ code, location: { file: 'stdin' } }]);
  });

  it('waits for a pipe to its end', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    spawn('sh', ['-c', '(printf a; sleep 0.3; printf b) >"$0"', pipe]);
    const descriptor = openSync(pipe, 'r');
    expect(readTopologyStream(descriptor, 'stdin')).toEqual({ source: 'ab' });
    closeSync(descriptor);
  });
});

describe('a name for a topology', () => {
  it('is offered where it is nearly that of a bundled one', () => {
    expect(checkTopology('three-site').mistakes[0]?.text).toContain('or "three-sites"');
    expect(checkTopology('three-site.yaml').mistakes[0]?.text).toContain('or "three-sites"');
    expect(checkTopology('./three-site').mistakes[0]?.text).not.toContain('three-sites');
  });

  it('puts each of several mistakes on a line that begins with its place', () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, lab({ name: 'A', timers: 'x' }));
    expect(() => loadTopology(file)).toThrow(
      /^the topology has mistakes:\n\S+wrong\.yaml:5:7: .*\n\S+wrong\.yaml:6:9: /,
    );
  });
});

it('tells how long the name of a lab may be', () => {
  const { topology } = loadTopology('minimal');
  expect(() => planNamed(topology, 'a'.repeat(48))).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('1 to 32 ') }),
  );
});
