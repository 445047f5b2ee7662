/** What `anycast-lab images` does: list, build, prune. */
import type { Engine } from '../engine/connect.ts';
import {
  IMAGE_KINDS,
  type ImageKind,
  type ImageSource,
  PACKAGE_IMAGES,
  readImageFolder,
} from '../engine/image-folder.ts';
import { listStoredImages, removeImage } from '../engine/image-store.ts';
import { ensureImages, type ImageEvent } from '../engine/images.ts';
import type { OnProgress } from './progress.ts';

/** One image: of this version (`built` or `missing`), or of an earlier one (`stale`). */
export interface ListedImage {
  readonly kind: string;
  readonly tag: string;
  readonly state: 'built' | 'missing' | 'stale';
  /** Bytes, the base image's included; absent where it is missing. */
  readonly size?: number;
  /** Seconds since the epoch; absent where it is missing. */
  readonly createdAt?: number;
}

/** Every image of this version in the order of their kinds, then those of others, oldest first. */
export async function listImages(
  engine: Engine,
  source: ImageSource = PACKAGE_IMAGES,
): Promise<readonly ListedImage[]> {
  const [folders, stored] = await Promise.all([
    Promise.all(IMAGE_KINDS.map((kind) => readImageFolder(kind, source))),
    listStoredImages(engine, source.prefix),
  ]);
  const byTag = new Map(stored.map((image) => [image.tag, image]));
  const current = folders.map(({ kind, tag }): ListedImage => {
    const image = byTag.get(tag);
    return image
      ? { kind, tag, state: 'built', size: image.size, createdAt: image.created }
      : { kind, tag, state: 'missing' };
  });
  const needed = new Set(current.map(({ tag }) => tag));
  const stale = stored
    .filter(({ tag }) => !needed.has(tag))
    .toSorted((a, b) => a.created - b.created)
    .map(
      ({ kind, tag, size, created }): ListedImage => ({
        kind,
        tag,
        state: 'stale',
        size,
        createdAt: created,
      }),
    );
  return [...current, ...stale];
}

export interface BuiltImage {
  readonly kind: ImageKind;
  readonly tag: string;
  /** False where it was there already. */
  readonly built: boolean;
}

/**
 * Builds the images that are missing.
 * @throws EngineError `image` where one cannot be built
 */
export async function buildImages(
  engine: Engine,
  kinds: readonly ImageKind[],
  onProgress: OnProgress,
  signal?: AbortSignal,
  source: ImageSource = PACKAGE_IMAGES,
): Promise<readonly BuiltImage[]> {
  const before = new Set((await listStoredImages(engine, source.prefix)).map(({ tag }) => tag));
  const onEvent = (event: ImageEvent) => onProgress({ kind: 'image', event });
  const tags = await ensureImages(engine, kinds, onEvent, signal, source);
  return [...tags].map(([kind, tag]) => ({ kind, tag, built: !before.has(tag) }));
}

export interface PrunedImages {
  /** Tags. */
  readonly removed: readonly string[];
  /** Tags of images that containers still use. */
  readonly inUse: readonly string[];
}

/** Removes the stale images; never one that a container uses, never an image of anybody else's. */
export async function pruneImages(
  engine: Engine,
  source: ImageSource = PACKAGE_IMAGES,
): Promise<PrunedImages> {
  const stale = (await listImages(engine, source)).filter(({ state }) => state === 'stale');
  const removed: string[] = [];
  const inUse: string[] = [];
  for (const { tag } of stale) {
    const outcome = await removeImage(engine, tag);
    if (outcome === 'removed') removed.push(tag);
    if (outcome === 'in-use') inUse.push(tag);
  }
  return { removed, inUse };
}
