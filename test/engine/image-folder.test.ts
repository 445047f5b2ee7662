import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  IMAGE_KINDS,
  PACKAGE_IMAGES,
  readImageFolder,
  tarImageFolder,
} from '../../src/engine/image-folder.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  folder = join(root, 'router');
  mkdirSync(join(folder, 'etc'), { recursive: true });
  writeFileSync(join(folder, 'Dockerfile'), 'FROM debian:trixie-slim\n');
  writeFileSync(join(folder, 'etc/start'), 'exit 0\n', { mode: 0o644 });
});
afterEach(() => rmSync(root, { recursive: true }));

const tag = async (from = root) =>
  (await readImageFolder('router', { root: from, prefix: 'anycast-lab' })).tag;

describe('readImageFolder', () => {
  it('reads files in folders too, sorted', async () => {
    const { files } = await readImageFolder('router', { root, prefix: 'p' });
    expect(files.map(({ path }) => path)).toEqual(['Dockerfile', 'etc/start']);
  });

  it('gives a copy elsewhere, with permissions as another umask leaves them, the same tag', async () => {
    const copy = join(root, 'copy');
    cpSync(folder, join(copy, 'router'), { recursive: true });
    chmodSync(join(copy, 'router/etc/start'), 0o600);
    expect(await tag(copy)).toBe(await tag());
  });

  it.each<[string, () => void]>([
    ['a content', () => writeFileSync(join(folder, 'etc/start'), 'exit 1\n')],
    ['an executable bit', () => chmodSync(join(folder, 'etc/start'), 0o755)],
    ['a new file', () => writeFileSync(join(folder, 'etc/stop'), '')],
    ['a name', () => cpSync(join(folder, 'etc/start'), join(folder, 'etc/Start'))],
  ])('changes the tag with %s', async (_, change) => {
    const before = await tag();
    change();
    expect(await tag()).not.toBe(before);
  });

  it('takes what the Dockerfile copies and the folder lacks from what images share', async () => {
    writeFileSync(
      join(folder, 'Dockerfile'),
      'FROM debian:trixie-slim\nCOPY etc/start certify /usr/local/bin/\n',
    );
    mkdirSync(join(root, 'shared'));
    writeFileSync(join(root, 'shared/certify'), 'exit 0\n', { mode: 0o755 });
    writeFileSync(join(root, 'shared/keep-zones'), 'exit 0\n');
    const { files, tag: shared } = await readImageFolder('router', { root, prefix: 'anycast-lab' });
    expect(files.map(({ path, executable }) => [path, executable])).toEqual([
      ['Dockerfile', false],
      ['certify', true],
      ['etc/start', false],
    ]);
    cpSync(join(root, 'shared/certify'), join(folder, 'certify'));
    expect(await tag()).toBe(shared);
    rmSync(join(folder, 'certify'));
    rmSync(join(root, 'shared/certify'));
    await expect(tag()).rejects.toMatchObject({ code: 'image', message: expect.stringContaining('certify') });
  });

  it('ignores what Python leaves behind', async () => {
    const before = await tag();
    mkdirSync(join(folder, '__pycache__'));
    writeFileSync(join(folder, '__pycache__/prober.pyc'), '');
    expect(await tag()).toBe(before);
  });

  it('refuses a link, which npm would not pack', async () => {
    symlinkSync('Dockerfile', join(folder, 'link'));
    await expect(tag()).rejects.toMatchObject({ code: 'image', message: expect.stringContaining('link') });
  });

  it('says which folder is missing, or has no Dockerfile', async () => {
    await expect(readImageFolder('client', { root, prefix: 'p' })).rejects.toThrow(/client/);
    rmSync(join(folder, 'Dockerfile'));
    await expect(tag()).rejects.toThrow(/no Dockerfile/);
  });
});

describe('tarImageFolder', () => {
  it('gives the same bytes every time, whatever the clock says', async () => {
    const read = await readImageFolder('router', { root, prefix: 'p' });
    const first = await tarImageFolder(read);
    expect(first.includes('etc/start')).toBe(true);
    expect((await tarImageFolder(read)).equals(first)).toBe(true);
  });
});

describe('images/', () => {
  it('holds a folder for every kind, the base, and what they share', () => {
    expect(readdirSync(PACKAGE_IMAGES.root).toSorted()).toEqual(
      ['base', 'shared', ...IMAGE_KINDS].toSorted(),
    );
  });
});
