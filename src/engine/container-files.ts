/** Files of a container. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Engine } from './connect.ts';
import { EngineError, toEngineError } from './engine-error.ts';

/**
 * Reads one file out of a container, running or not.
 * @throws EngineError `not-found` where there is no such file
 */
export async function readContainerFile(
  engine: Engine,
  container: string,
  name: string,
  path: string,
): Promise<string> {
  return (await buffer(streamContainerFile(engine, container, name, path))).toString();
}

/**
 * The bytes of one file of a container, running or not, piece by piece as they come: for files that are larger than memory should hold.
 * @throws EngineError `not-found` where there is no such file
 */
export async function* streamContainerFile(
  engine: Engine,
  container: string,
  name: string,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { extract } = await import('tar-stream');
  try {
    const archive = Readable.from(await engine.docker.getContainer(container).getArchive({ path }));
    const entries = extract();
    archive.on('error', (error) => entries.destroy(error)).pipe(entries);
    try {
      for await (const entry of entries) {
        if (entry.header.type === 'file') {
          yield* Readable.from(entry);
          return;
        }
        entry.resume();
      }
    } finally {
      // What is left unread would hold its connection, and with it this process.
      archive.destroy();
    }
  } catch (error) {
    throw toEngineError(error, `read ${path} of ${name}`);
  }
  throw new EngineError('not-found', `${name} has no file ${path}`);
}
