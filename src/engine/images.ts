/** Seeing to it that the images a lab needs are there: those that are missing are built, at the same time. */
import { ensureBase } from './base-image.ts';
import type { ImageEvent } from './build-output.ts';
import type { Engine } from './connect.ts';
import {
  type ImageFolder,
  type ImageKind,
  type ImageSource,
  PACKAGE_IMAGES,
  readImageFolder,
} from './image-folder.ts';
import { buildImage, listStoredImages } from './image-store.ts';
import { proxyVariables } from './proxies.ts';
import { VERSION } from './version.ts';

export type { ImageEvent } from './build-output.ts';
export type { ImageKind } from './image-folder.ts';

/**
 * Builds those of the images that are missing, and the base image before them where it is missing
 * too. The first failure stops the other builds. Safe to run in several processes at once.
 * @returns the tag to create containers from, by kind
 * @throws EngineError `image` where one cannot be built, `cancelled` after the signal
 */
export async function ensureImages(
  engine: Engine,
  kinds: readonly ImageKind[],
  onEvent: (event: ImageEvent) => void,
  signal?: AbortSignal,
  source: ImageSource = PACKAGE_IMAGES,
): Promise<ReadonlyMap<ImageKind, string>> {
  const [folders, stored] = await Promise.all([
    Promise.all([...new Set(kinds)].map((kind) => readImageFolder(kind, source))),
    listStoredImages(engine, source.prefix),
  ]);
  const present = new Set(stored.map(({ tag }) => tag));
  const missing = folders.filter(({ tag }) => !present.has(tag));
  if (missing.length > 0) {
    await ensureBase(engine, onEvent, signal);
    await buildAll(engine, missing, onEvent, signal);
  }
  return new Map(folders.map(({ kind, tag }) => [kind, tag]));
}

async function buildAll(
  engine: Engine,
  folders: readonly ImageFolder[],
  onEvent: (event: ImageEvent) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failed = new AbortController();
  const options = {
    version: VERSION,
    buildArguments: proxyVariables(process.env),
    onEvent,
    signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
  };
  let first: { readonly error: unknown } | undefined;
  await Promise.all(
    folders.map((folder) =>
      buildImage(engine, folder, options).catch((error: unknown) => {
        first ??= { error };
        failed.abort();
      }),
    ),
  );
  if (first) throw first.error;
}
