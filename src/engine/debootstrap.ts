/** Running images/base/make-tree: a Debian tree made from packages, as a tar that is written once it is complete. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { EngineError } from './engine-error.ts';
import { PACKAGE_IMAGES } from './image-folder.ts';
import { proxyVariables } from './proxies.ts';

/** A tree in the making takes 0.45 GB; it is made in memory, twice as fast as on disk, where this much is free. */
const MEMORY_NEEDED = 1.5 * 2 ** 30;

/** As many lines of output as tell why it failed. */
const TAIL_LINES = 6;

export interface DebianTree {
  /** Ends without a byte when the tree could not be made. */
  readonly tar: Readable;
  /**
   * Settles when all is done and cleaned up.
   * @throws EngineError `image` with the last lines of output
   */
  readonly finished: Promise<void>;
}

/**
 * Starts to make a tree for this machine's architecture. It is made in a mount and a PID namespace
 * of its own, so that nothing of it is left on the host whatever ends it; the signal does so.
 * @param say called with every line of progress
 * @throws EngineError `image` where this machine or this user cannot
 */
export async function startDebianTree(
  say: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<DebianTree> {
  if (process.platform !== 'linux') throw new EngineError('image', 'debootstrap runs on Linux only');
  if (process.getuid?.() !== 0) throw new EngineError('image', 'debootstrap runs as root only');
  const folder = await mkdtemp('/var/tmp/anycast-lab-base-');
  const place = process.availableMemory() > MEMORY_NEEDED ? 'memory' : 'disk';
  const child = execa(
    'unshare',
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      join(PACKAGE_IMAGES.root, 'base/make-tree'),
      folder,
      place,
    ],
    {
      stdin: 'ignore',
      buffer: false,
      // The user's own TMPDIR, LANG and the like name things that the tree does not have.
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        LC_ALL: 'C',
        ...proxyVariables(process.env),
      },
      extendEnv: false,
      // unshare waits for its child through every other signal; the child dies with it.
      killSignal: 'SIGKILL',
      ...(signal ? { cancelSignal: signal } : {}),
    },
  );
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const text = line.replace(/^I: /, '').trim();
    if (text === '') return;
    tail.push(text);
    tail.splice(0, tail.length - TAIL_LINES);
    say(text);
  });
  const finished = child.then(
    () => {},
    (cause: unknown) => {
      throw new EngineError('image', tail.join('\n  ') || (cause as Error).message, { cause });
    },
  );
  return {
    tar: child.stdout,
    finished: finished.finally(() => rm(folder, { recursive: true, force: true })),
  };
}
