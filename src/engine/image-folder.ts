/** The folders under images/: one an image, tagged with a hash of what is in it, and one of programs that several images have. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack } from 'tar-stream';
import { EngineError } from './engine-error.ts';

/** One folder under images/ each. */
export const IMAGE_KINDS = [
  'router',
  'server-nsd',
  'server-bind',
  'server-knot',
  'balancer-dnsdist',
  'server-unbound',
  'client',
  'fabric',
] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

export interface ImageFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

export interface ImageFolder {
  readonly kind: ImageKind;
  /** `PREFIX/KIND:HASH`. */
  readonly tag: string;
  /** Sorted by path. */
  readonly files: readonly ImageFile[];
}

/** Where images are made from, and what they are called. */
export interface ImageSource {
  /** The folder that holds an image's folder by its kind. */
  readonly root: string;
  /** What tags begin with. */
  readonly prefix: string;
}

/** The package's own, in a checkout (src/engine) as well as installed (dist/engine). */
export const PACKAGE_IMAGES: ImageSource = {
  root: fileURLToPath(new URL('../../images', import.meta.url)),
  prefix: 'anycast-lab',
};

/**
 * Reads an image's folder, and with it what its Dockerfile copies from the folder `shared`. Its tag holds the first 12 hex digits of the SHA-256 over all paths,
 * executable bits and contents. The other permission bits stay out, as git and npm do not keep
 * them; so does the base image's identity, which differs from machine to machine: a tag means
 * the same recipe everywhere, and can be told without an engine.
 * @throws EngineError (image) when the folder or its Dockerfile cannot be read
 */
export async function readImageFolder(kind: ImageKind, source: ImageSource): Promise<ImageFolder> {
  const folder = join(source.root, kind);
  let files: readonly ImageFile[];
  try {
    const own = await readFiles(folder, '');
    files = [...own, ...(await readShared(own, source.root))].toSorted(byPath);
  } catch (cause) {
    const message = `cannot read the folder of image ${kind}: ${(cause as Error).message}`;
    throw new EngineError('image', message, { cause, hint: 'Install anycast-lab again.' });
  }
  if (!files.some(({ path }) => path === 'Dockerfile')) {
    throw new EngineError('image', `there is no Dockerfile in ${folder}`);
  }
  return { kind, files, tag: `${source.prefix}/${kind}:${hash(files).slice(0, 12)}` };
}

/** The folder of programs that several images have. */
const SHARED = 'shared';

/** What the Dockerfile copies that its own folder lacks. */
async function readShared(own: readonly ImageFile[], root: string): Promise<readonly ImageFile[]> {
  const dockerfile = own.find(({ path }) => path === 'Dockerfile')?.content.toString() ?? '';
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(/\s+/),
  );
  const lacking = copied.filter(
    (name) => !own.some(({ path }) => path === name || path.startsWith(`${name}/`)),
  );
  return Promise.all(lacking.map((name) => readOne(join(root, SHARED), name)));
}

/** What Python leaves beside a program that was run from the folder is no part of the image. */
const IGNORED = '__pycache__';

async function readFiles(folder: string, prefix: string): Promise<readonly ImageFile[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<readonly ImageFile[]> => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === IGNORED ? [] : readFiles(folder, path);
      if (!entry.isFile()) throw new Error(`${path} is no regular file`);
      return [await readOne(folder, path)];
    }),
  );
  return nested.flat();
}

async function readOne(folder: string, path: string): Promise<ImageFile> {
  const [{ mode }, content] = await Promise.all([stat(join(folder, path)), readFile(join(folder, path))]);
  return { path, executable: (mode & 0o100) !== 0, content };
}

function byPath(a: ImageFile, b: ImageFile): number {
  return a.path < b.path ? -1 : 1;
}

/** Lengths are hashed too, so that no two different folders give the same bytes. */
function hash(files: readonly ImageFile[]): string {
  const sum = createHash('sha256');
  for (const { path, executable, content } of files) {
    sum.update(`${JSON.stringify(path)} ${executable ? 'x' : '-'} ${content.length}\n`).update(content);
  }
  return sum.digest('hex');
}

/** The folder as a tar: the engine's build context. Same bytes every time: owner root, no times. */
export async function tarImageFolder(folder: ImageFolder): Promise<Buffer> {
  const tar = pack();
  for (const { path, executable, content } of folder.files) {
    tar.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: new Date(0) }, content);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
