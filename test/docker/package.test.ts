import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMAGE_KINDS, PACKAGE_IMAGES, readImageFolder } from '../../src/engine/image-folder.ts';
import type { ListedImage } from '../../src/lab/images.ts';
import { encodeResult } from '../../src/report/result-file.ts';
import { mixedResult } from '../report/results.ts';

/** The package as npm would publish it: packed, installed elsewhere, and used from there. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const lab = `package-test-${process.pid}`;
let folder: string;
let files: readonly string[];

const anycastLab = (...args: readonly string[]) =>
  execa(join(folder, 'global/bin/anycast-lab'), args, { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anycast-lab-test-'));
  // The build is there: scripts/setup made it. Building again here would pull dist from under other tests.
  const { stdout } = await execa(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: root },
  );
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: readonly { path: string }[] }];
  files = packed.files.map(({ path }) => path);
  const tarball = join(folder, packed.filename);
  const install = [
    'install',
    '--global',
    '--prefix',
    join(folder, 'global'),
    '--prefer-offline',
    '--ignore-scripts',
  ];
  await execa('npm', [...install, '--no-audit', '--no-fund', tarball], { cwd: folder });
});

afterAll(async () => {
  await anycastLab('down', lab).catch(() => {});
  rmSync(folder, { recursive: true });
});

describe('the packed tarball', () => {
  it('holds what is needed to run, and nothing else', () => {
    const tops = new Set(files.map((path) => path.split('/')[0]));
    const expected = [
      'README.md',
      'bin',
      'dist',
      'docs',
      'images',
      'package.json',
      'result.schema.json',
      'schema.json',
      'topologies',
    ];
    expect([...tops].filter((name) => name !== 'LICENSE').toSorted()).toEqual(expected);
    expect(files).toContain('dist/cli/main.js');
    expect(files).toContain('images/base/make-tree');
    expect(files).toContain('images/router/Dockerfile');
    expect(files).toContain('topologies/minimal.yaml');
    expect(files).toContain('docs/topology.md');
    expect(files.filter((path) => /^docs\/adr\//.test(path))).toEqual([]);
  });

  it('holds no tests, no sources and nothing that Python left behind', () => {
    expect(files.filter((path) => /\.test\.|\.ts$|\.map$|__pycache__|^dist\/\./.test(path))).toEqual([]);
  });

  it('holds no file of dist whose source is gone', async () => {
    const sources = new Set(
      (await execa('find', ['src', '-name', '*.ts'], { cwd: root })).stdout.split('\n'),
    );
    const stale = files
      .filter((path) => path.startsWith('dist/'))
      .filter((path) => !sources.has(path.replace(/^dist/, 'src').replace(/\.js$/, '.ts')));
    expect(stale).toEqual([]);
  });
});

describe('installed with npm i -g, from another folder', () => {
  it('makes an HTML report, chart library included', async () => {
    const [json, html] = [join(folder, 'result.json'), join(folder, 'report.html')];
    writeFileSync(json, [...encodeResult(mixedResult())].join(''));
    await anycastLab('report', json, '--html', html);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('var uPlot=');
    expect(page).toContain('timeline-1');
  });

  it('draws a topology, Graphviz included', async () => {
    const { stdout } = await anycastLab('graph', 'three-sites', '--format', 'svg');
    expect(stdout).toContain('<title>eu&#45;transit</title>');
  });

  it('tells its version', async () => {
    const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
    expect((await anycastLab('--version')).stdout).toBe(version);
  });

  it('has the exercises', async () => {
    expect((await anycastLab('exercise', 'list')).stdout).toContain('one-address');
  });

  it('has the same images as the checkout, tag for tag', async () => {
    const listed = JSON.parse(
      (await anycastLab('images', 'list', '--json')).stdout,
    ) as readonly ListedImage[];
    const here = await Promise.all(IMAGE_KINDS.map((kind) => readImageFolder(kind, PACKAGE_IMAGES)));
    expect(listed.map(({ tag }) => tag)).toEqual(expect.arrayContaining(here.map(({ tag }) => tag)));
  });

  it('brings the minimal lab up and takes it down', async () => {
    await anycastLab('up', 'minimal', '--name', lab);
    const { stdout } = await anycastLab('status', lab, '--json');
    expect(() => JSON.parse(stdout)).not.toThrow();
    await anycastLab('down', lab);
    expect((await anycastLab('list', '--json')).stdout).not.toContain(lab);
  });
});
