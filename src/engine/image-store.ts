/** Images in the engine: listed, looked up, built and removed; one operation a function. */
import { Readable } from 'node:stream';
import {
  advance,
  BUILD_START,
  type ImageEvent,
  outputLines,
  progressText,
  readMessages,
} from './build-output.ts';
import type { Engine } from './connect.ts';
import { cancelled, EngineError, toEngineError } from './engine-error.ts';
import { type ImageFolder, tarImageFolder } from './image-folder.ts';

/** Set on every image we build; the value is its kind. */
const IMAGE_LABEL = 'anycast-lab.image';

/** An image that anycast-lab built, now or in an earlier version. */
export interface StoredImage {
  /** An ImageKind of this version or of another. */
  readonly kind: string;
  readonly tag: string;
  readonly id: string;
  /** Bytes, the base image's included. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly created: number;
}

/**
 * Every image with our label and a tag of ours, `PREFIX/KIND:HASH`. Labels are inherited: an image that a user built
 * on one of ours has the label but not the tag, and is none of ours.
 */
export async function listStoredImages(engine: Engine, prefix: string): Promise<readonly StoredImage[]> {
  try {
    const images = await engine.docker.listImages({ filters: { label: [IMAGE_LABEL] } });
    return images.flatMap((image) =>
      (image.RepoTags ?? []).flatMap((name) => {
        // Podman puts a registry before the names of what was built: its own, or Docker's to look like it.
        const tag = name.replace(/^(?:localhost|docker\.io)\//, '');
        if (!tag.startsWith(`${prefix}/`) || !/:[0-9a-f]{12}$/.test(tag)) return [];
        const kind = image.Labels?.[IMAGE_LABEL] ?? '';
        return [{ kind, tag, id: image.Id, size: image.Size, created: image.Created }];
      }),
    );
  } catch (error) {
    throw toEngineError(error, 'list images');
  }
}

/** An image's id, or nothing when the engine has no image of that name. */
export async function findImage(engine: Engine, name: string): Promise<string | undefined> {
  try {
    return (await engine.docker.getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode === 404) return undefined;
    throw toEngineError(error, `look up image ${name}`);
  }
}

export interface BuildOptions {
  /** Value of the label `anycast-lab.version`. */
  readonly version: string;
  /** Build arguments, such as the proxies that Docker knows without declaration. */
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly onEvent: (event: ImageEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds an image and gives it its tag. The tag is set last, and not moved when another process
 * has set it in the meantime: that one's image may be in use, and is made of the same folder.
 * The build has the host's network because some engines have no bridge network at all.
 * @throws EngineError (image) with the step that failed and the last lines of its output
 */
export async function buildImage(engine: Engine, folder: ImageFolder, options: BuildOptions): Promise<void> {
  const { kind, tag } = folder;
  let state = BUILD_START;
  try {
    const output = await engine.docker.buildImage(Readable.from([await tarImageFolder(folder)]), {
      networkmode: 'host',
      rm: true,
      forcerm: true,
      labels: { [IMAGE_LABEL]: kind, 'anycast-lab.version': options.version },
      buildargs: options.buildArguments,
      ...(options.signal ? { abortSignal: options.signal } : {}),
    });
    for await (const message of readMessages(output as AsyncIterable<Buffer>)) {
      state = advance(state, message);
      for (const line of outputLines(message)) {
        options.onEvent({ image: kind, step: state.step, of: state.of, text: progressText(line) });
      }
    }
    if (state.error === undefined && state.id !== undefined) await claimTag(engine, state.id, tag);
  } catch (error) {
    if (options.signal?.aborted) throw cancelled(`build image ${kind}`, error);
    throw toEngineError(error, `build image ${kind}`);
  }
  if (state.error !== undefined || state.id === undefined) {
    throw buildError(kind, state.error ?? 'the engine ended the build without a result', state);
  }
}

function buildError(kind: string, reason: string, state: typeof BUILD_START): EngineError {
  const at = state.step > 0 ? ` at step ${state.step}/${state.of} (${state.instruction})` : '';
  const tail = state.tail.map((line) => `\n  ${line}`).join('');
  return new EngineError('image', `cannot build image ${kind}${at}: ${reason}${tail}`, {
    hint: 'Where packages could not be fetched, check that this machine reaches deb.debian.org, then try again.',
  });
}

/**
 * Names a new image, unless another process was first: then its image stands, and ours is removed.
 * Where both look within the same few milliseconds the later name wins; the other image works as
 * well for who has it, and is left without a name.
 */
export async function claimTag(engine: Engine, id: string, name: string): Promise<void> {
  const [repo, tag] = name.split(':') as [string, string];
  const present = await findImage(engine, name);
  if (present === undefined) await engine.docker.getImage(id).tag({ repo, tag });
  else if (present !== id && !present.startsWith(`sha256:${id}`)) await removeImage(engine, id);
}

/**
 * Removes a tag, and the image with it when it was the last. Never by force.
 * @returns `in-use` when a container needs it, `gone` when there was none
 */
export async function removeImage(engine: Engine, name: string): Promise<'removed' | 'in-use' | 'gone'> {
  try {
    await engine.docker.getImage(name).remove();
    return 'removed';
  } catch (error) {
    const failure = toEngineError(error, `remove image ${name}`);
    if (failure.code === 'conflict') return 'in-use';
    if (failure.code === 'not-found' || failure.code === 'image') return 'gone';
    throw failure;
  }
}
