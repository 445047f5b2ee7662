import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBase } from '../../src/engine/base-image.ts';
import type { ImageEvent } from '../../src/engine/build-output.ts';
import { connectEngine, type Engine } from '../../src/engine/connect.ts';
import { IMAGE_KINDS, type ImageSource } from '../../src/engine/image-folder.ts';
import { findImage, listStoredImages, removeImage } from '../../src/engine/image-store.ts';
import { ensureImages } from '../../src/engine/images.ts';
import { buildImages, listImages, pruneImages } from '../../src/lab/images.ts';

/** Folders of our own, and a prefix of our own: real images are neither built nor pruned here. */
let source: ImageSource;
let engine: Engine;
const ignore = () => {};

function writeFolder(kind: string, dockerfile: string): void {
  mkdirSync(join(source.root, kind), { recursive: true });
  writeFileSync(join(source.root, kind, 'Dockerfile'), dockerfile);
  writeFileSync(join(source.root, kind, 'name'), `${kind}\n`);
}

beforeAll(async () => {
  engine = await connectEngine();
  await ensureBase(engine, ignore);
  source = {
    root: mkdtempSync(join(tmpdir(), 'anycast-lab-test-')),
    prefix: `anycast-lab-test-${process.pid}`,
  };
  for (const kind of IMAGE_KINDS) writeFolder(kind, `FROM debian:trixie-slim\nCOPY name /${kind}\n`);
});

afterAll(async () => {
  for (const { tag } of await listStoredImages(engine, source.prefix)) await removeImage(engine, tag);
  rmSync(source.root, { recursive: true });
});

const built = async () => (await listImages(engine, source)).filter(({ state }) => state === 'built');

describe('images', () => {
  it('builds what is asked for, with progress that says which image and which step', async () => {
    const events: ImageEvent[] = [];
    const tags = await ensureImages(
      engine,
      ['router', 'client'],
      (event) => events.push(event),
      undefined,
      source,
    );
    expect([...tags.keys()]).toEqual(['router', 'client']);
    expect(tags.get('router')).toMatch(/^anycast-lab-test-\d+\/router:[0-9a-f]{12}$/);
    expect(events).toContainEqual({ image: 'router', step: 2, of: 4, text: 'COPY name /router' });
    expect((await built()).map(({ kind }) => kind)).toEqual(['router', 'client']);
  });

  it('builds nothing twice', async () => {
    const before = await built();
    const again = await buildImages(engine, ['router', 'client', 'fabric'], ignore, undefined, source);
    expect(again.map(({ kind, built }) => [kind, built])).toEqual([
      ['router', false],
      ['client', false],
      ['fabric', true],
    ]);
    const after = await built();
    expect(after.filter(({ kind }) => kind !== 'fabric')).toEqual(before);
  });

  it('builds only the image whose folder has changed', async () => {
    chmodSync(join(source.root, 'router/name'), 0o755);
    const result = await buildImages(engine, ['router', 'client', 'fabric'], ignore, undefined, source);
    expect(result.filter(({ built }) => built).map(({ kind }) => kind)).toEqual(['router']);
  });

  it('prunes what no folder needs, but nothing that a container uses', async () => {
    const stale = (await listImages(engine, source)).filter(({ state }) => state === 'stale');
    expect(stale.map(({ kind }) => kind)).toEqual(['router']);
    const tag = stale[0]?.tag ?? '';
    const container = await engine.docker.createContainer({
      Image: tag,
      Cmd: ['true'],
      NetworkDisabled: true,
    });
    const whileUsed = await pruneImages(engine, source).finally(() => container.remove());
    expect(whileUsed).toEqual({ removed: [], inUse: [tag] });
    const needed = await built();
    expect(await pruneImages(engine, source)).toEqual({ removed: [tag], inUse: [] });
    expect(await findImage(engine, tag)).toBeUndefined();
    expect(await built()).toEqual(needed);
    expect(await findImage(engine, 'debian:trixie-slim')).toBeDefined();
  });

  it("leaves a user's image alone that is built on one of ours and so inherits its label", async () => {
    const [base] = await built();
    const mine = `anycast-lab-user-${process.pid}/router:0123456789ab`;
    const [repo, name] = mine.split(':') as [string, string];
    await engine.docker.getImage(base?.tag ?? '').tag({ repo, tag: name });
    expect(await pruneImages(engine, source)).toEqual({ removed: [], inUse: [] });
    expect(await removeImage(engine, mine)).toBe('removed');
  });

  it('lets two processes build the same image at once', async () => {
    // A random value keeps the builder's cache out of it: both really build.
    const program = `head -c 8 /dev/urandom > /random && sleep 1`;
    writeFolder('server-nsd', `FROM debian:trixie-slim\nRUN ${program} # ${Date.now()}\n`);
    const both = await Promise.all(
      [0, 500].map(async (delay) => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        return ensureImages(engine, ['server-nsd'], ignore, undefined, source);
      }),
    );
    const tag = both[0]?.get('server-nsd') ?? '';
    expect(both[1]?.get('server-nsd')).toBe(tag);
    expect(await findImage(engine, tag)).toBeDefined();
    const untagged = await engine.docker.listImages({
      filters: { dangling: ['true'], label: ['anycast-lab.image=server-nsd'] },
    });
    expect(untagged).toEqual([]);
  });

  it('says which step failed, with the end of its output, and stops the other builds', async () => {
    writeFolder('server-bind', 'FROM debian:trixie-slim\nRUN echo about to fail >&2; exit 7\n');
    writeFolder('server-knot', 'FROM debian:trixie-slim\nRUN sleep 100\n');
    const started = performance.now();
    await expect(
      ensureImages(engine, ['server-bind', 'server-knot'], ignore, undefined, source),
    ).rejects.toMatchObject({
      code: 'image',
      message: expect.stringMatching(
        /server-bind at step 2\/4 \(RUN echo.*returned a non-zero code: 7[\s\S]*about to fail/,
      ),
    });
    expect(performance.now() - started).toBeLessThan(60_000);
    expect((await built()).map(({ kind }) => kind)).not.toContain('server-knot');
  });

  it('stops a build when it is told to', async () => {
    const stop = new AbortController();
    const onEvent = ({ text }: ImageEvent) => {
      if (text.startsWith('RUN sleep')) stop.abort();
    };
    await expect(ensureImages(engine, ['server-knot'], onEvent, stop.signal, source)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
