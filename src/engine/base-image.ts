/**
 * The image that all of ours are built on. Where the engine has it, it is used; else it is pulled;
 * else, where no registry answers, it is made from Debian's packages under the same name.
 */
import type { Readable } from 'node:stream';
import { type ImageEvent, readMessages } from './build-output.ts';
import type { Engine } from './connect.ts';
import { cancelled, EngineError, toEngineError } from './engine-error.ts';
import { readEngineVersion } from './engine-version.ts';
import { claimTag, findImage, removeImage } from './image-store.ts';

/** Debian 13: the release whose FRR, BIND, NSD and Knot the labs run. */
export const BASE_IMAGE = 'debian:trixie-slim';

/** How long a registry may take to say its first word, and how long a pull may then stand still, in ms. */
const FIRST_WORD = 6_000;
const STANDSTILL = 20_000;

/** Where the base image came from. */
export type BaseOrigin = 'present' | 'pulled' | 'made';

/**
 * Sees to the base image. Two processes that do so at once both succeed: each makes its own.
 * @param name the image's name; another one only in tests
 * @throws EngineError `image` that says why it could not be pulled and why it could not be made
 */
export async function ensureBase(
  engine: Engine,
  onEvent: (event: ImageEvent) => void,
  signal?: AbortSignal,
  name: string = BASE_IMAGE,
): Promise<BaseOrigin> {
  if ((await findImage(engine, name)) !== undefined) return 'present';
  const say = (text: string): void => onEvent({ image: 'base', step: 0, of: 0, text });
  say(`pulling ${name}`);
  const refusal = await pullBase(engine, name, say, signal);
  if (refusal === undefined) return 'pulled';
  say(`no registry: ${refusal}; making ${name} from Debian's packages`);
  await make(engine, name, say, signal, refusal);
  return 'made';
}

/**
 * Pulls the base image, as long as the registry answers and the pull makes progress.
 * @public scripts/setup calls it too
 * @returns why it could not be pulled, or nothing when it was
 */
export async function pullBase(
  engine: Engine,
  name: string,
  say: (text: string) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(), FIRST_WORD);
  try {
    const abortSignal = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
    const output = await engine.docker.createImage({ fromImage: name, abortSignal });
    for await (const message of readMessages(output as AsyncIterable<Buffer>)) {
      clearTimeout(timer);
      if (message.error !== undefined) return message.error.trim();
      timer = setTimeout(() => stalled.abort(), STANDSTILL);
      if (message.status) say([message.id, message.status, message.progress].filter(Boolean).join(' '));
    }
    return (await findImage(engine, name)) === undefined ? 'the pull came to nothing' : undefined;
  } catch (error) {
    if (signal?.aborted) throw cancelled(`pull ${name}`, error);
    if (stalled.signal.aborted) return 'it does not answer';
    const failure = toEngineError(error, `pull ${name}`);
    if (failure.code === 'unreachable') throw failure;
    return failure.message;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The imported image is named only after the tree is known to be complete: an engine takes half a
 * tar, or an empty one, for an image too.
 */
async function make(
  engine: Engine,
  name: string,
  say: (text: string) => void,
  signal: AbortSignal | undefined,
  refusal: string,
): Promise<void> {
  try {
    await requireSameArchitecture(engine);
    const importFailed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, importFailed.signal]) : importFailed.signal;
    // Needed once in a machine's life; what it imports costs every command 0.1 s otherwise.
    const { startDebianTree } = await import('./debootstrap.ts');
    const tree = await startDebianTree(say, stop);
    const importing = importTree(engine, tree.tar);
    // Nobody would read the tar any more, and its writer would wait for ever.
    importing.catch(() => importFailed.abort());
    const [imported, finished] = await Promise.allSettled([importing, tree.finished]);
    if (
      imported.status === 'rejected' &&
      (finished.status === 'fulfilled' || isUnreachable(imported.reason))
    ) {
      throw imported.reason;
    }
    if (finished.status === 'rejected') {
      if (imported.status === 'fulfilled') await removeImage(engine, imported.value);
      throw finished.reason;
    }
    if (imported.status === 'fulfilled') await claimTag(engine, imported.value, name);
  } catch (cause) {
    if (signal?.aborted) throw cancelled(`make ${name}`, cause);
    const failure = toEngineError(cause, `make ${name}`);
    if (failure.code === 'unreachable') throw failure;
    throw new EngineError(
      'image',
      `no base image ${name}: it could not be pulled (${refusal}), nor made from Debian's packages (${failure.message})`,
      { cause, hint: MAKE_HINT },
    );
  }
}

function isUnreachable(error: unknown): boolean {
  return toEngineError(error, '').code === 'unreachable';
}

const MAKE_HINT =
  'Install debootstrap (apt-get install debootstrap) and run "anycast-lab images build" as root, or pull or load ' +
  `${BASE_IMAGE} into the engine yourself.`;

/** @returns the new image's id; it has no name yet */
async function importTree(engine: Engine, tar: Readable): Promise<string> {
  const output = await engine.docker.importImage(tar, {
    changes: ['CMD ["bash"]'],
    message: 'made by anycast-lab with debootstrap',
  });
  let id: string | undefined;
  for await (const message of readMessages(output as AsyncIterable<Buffer>)) {
    if (message.error !== undefined) throw new EngineError('image', message.error.trim());
    id = message.status ?? id;
  }
  if (id === undefined) throw new EngineError('image', 'the engine imported nothing');
  return id;
}

/** Node's names for the architectures that Debian has, in the engine's words. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

async function requireSameArchitecture(engine: Engine): Promise<void> {
  const local = ARCHITECTURES[process.arch] ?? process.arch;
  const { architecture } = await readEngineVersion(engine);
  if (local === architecture) return;
  throw new EngineError('image', `this machine is ${local}, the engine ${architecture}`);
}
