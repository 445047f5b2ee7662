import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBase } from '../../src/engine/base-image.ts';
import type { ImageEvent } from '../../src/engine/build-output.ts';
import { connectEngine, type Engine } from '../../src/engine/connect.ts';
import { findImage, removeImage } from '../../src/engine/image-store.ts';
import { runOnce } from '../../src/engine/run-once.ts';

/** A name that no registry has, so that the image must be made; the real base stays untouched. */
const NAME = `anycast-lab-test.invalid/base:made-${process.pid}`;

const leftovers = () => readdirSync('/var/tmp').filter((name) => name.startsWith('anycast-lab-base-'));

/** Needs root and debootstrap, as a machine without a registry does: scripts/setup sees to both. */
describe.skipIf(process.getuid?.() !== 0)('ensureBase where no registry answers', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await connectEngine();
  });
  afterAll(() => removeImage(engine, NAME));

  it('stops when it is told to, and leaves neither image nor folder', async () => {
    const before = leftovers();
    const stop = new AbortController();
    const onEvent = ({ text }: ImageEvent) => {
      if (text === 'Retrieving Packages') stop.abort();
    };
    await expect(ensureBase(engine, onEvent, stop.signal, NAME)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await findImage(engine, NAME)).toBeUndefined();
    expect(leftovers()).toEqual(before);
  });

  it('makes it from packages, once, without anything of this host in it', async () => {
    const texts: string[] = [];
    const onEvent = ({ text }: ImageEvent) => texts.push(text);
    expect(await ensureBase(engine, onEvent, undefined, NAME)).toBe('made');
    expect(texts.some((text) => text.startsWith('Configuring'))).toBe(true);
    expect(await ensureBase(engine, onEvent, undefined, NAME)).toBe('present');

    const { exitCode, output } = await runOnce(engine, {
      image: NAME,
      command: [
        'sh',
        '-c',
        'cat /etc/apt/sources.list.d/*; wc -c /etc/machine-id; find /usr/share/man -type f',
      ],
    });
    expect(output.replace(/[\s\S]*\n(?=0 )/, '')).toBe('0 /etc/machine-id\n');
    expect(output).toContain('Suites: trixie-security');
    expect(exitCode).toBe(0);
  });
});
