/** What the programs of a container have said. */
import { PassThrough, type Readable } from 'node:stream';
import type { Engine } from './connect.ts';
import { toEngineError } from './engine-error.ts';

/** What a container has written to its log. */
export async function readLog(
  engine: Engine,
  container: string,
  name: string,
  tail?: number,
): Promise<string> {
  try {
    const log = await engine.docker
      .getContainer(container)
      .logs({ stdout: true, stderr: true, follow: false, ...(tail === undefined ? {} : { tail }) });
    return unframe(log);
  } catch (error) {
    throw toEngineError(error, `read the log of ${name}`);
  }
}

/** What a container writes to its log from now on, as it comes; it ends with the container. @param tail lines from before */
export async function followLog(
  engine: Engine,
  container: string,
  name: string,
  tail?: number,
): Promise<Readable> {
  try {
    const stream = await engine.docker
      .getContainer(container)
      .logs({ stdout: true, stderr: true, follow: true, ...(tail === undefined ? {} : { tail }) });
    const output = new PassThrough();
    engine.docker.modem.demuxStream(stream, output, output);
    stream.on('close', () => output.end());
    stream.on('error', (error) => output.destroy(toEngineError(error, `follow the log of ${name}`)));
    return output;
  } catch (error) {
    throw toEngineError(error, `follow the log of ${name}`);
  }
}

/** Drops the 8-byte header the engine puts before each piece of a container's output. */
function unframe(log: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4);
    parts.push(log.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString('utf8');
}
