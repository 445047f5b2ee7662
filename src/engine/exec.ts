/** Programs run inside a node, with their streams. */
import { PassThrough, Readable, Transform, type Writable } from 'node:stream';
import type { Engine } from './connect.ts';
import { EngineError, toEngineError } from './engine-error.ts';

/** A program that runs in a container. */
export interface RunningProgram {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its exit code, when both streams have ended. */
  readonly exit: Promise<number>;
  /** Only with a terminal: tells the program the size of the user's. */
  resize(rows: number, columns: number): Promise<void>;
}

export interface ExecOptions {
  /** Give it a pseudo-terminal; its stderr then comes with its stdout. */
  readonly terminal?: boolean;
  /** Without it, stdin is empty. */
  readonly stdin?: boolean;
}

/**
 * Starts a program in a running container. The words of the command reach it as they are: no shell is in between.
 * @param name the node's name, for errors
 */
export async function startProgram(
  engine: Engine,
  container: string,
  name: string,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<RunningProgram> {
  const what = `run ${command[0]} in ${name}`;
  try {
    const terminal = options.terminal ?? false;
    const stdin = options.stdin ?? false;
    const exec = await engine.docker.getContainer(container).exec({
      Cmd: [...command],
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
      Tty: terminal,
    });
    const stream = await exec.start({ hijack: true, stdin, Tty: terminal });
    const refusal = holdRefusal();
    const stdout = refusal.output;
    const stderr = new PassThrough();
    if (terminal) stream.pipe(stdout, { end: false });
    else engine.docker.modem.demuxStream(stream, stdout, stderr);
    const ended = new AbortController();
    const exit = new Promise<number>((resolve, reject) => {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // The program has ended without reading all of its stdin, as it may.
        if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(toEngineError(error, what));
      });
      stream.once('close', () => {
        ended.abort();
        exec
          .inspect()
          .then(
            (state) => {
              const refused = state.Pid ? undefined : notRun(refusal.held(), command[0] ?? '', name);
              if (refused === undefined) return resolve(state.ExitCode ?? 0);
              refusal.drop();
              reject(refused);
            },
            (error) => reject(toEngineError(error, what)),
          )
          .finally(() => {
            stdout.end();
            stderr.end();
          });
      });
    });
    // Engines leave the stream open when the container goes, and whoever reads it would wait for ever. Looking at the end
    // of the container fails where it is gone by now, or when it is no longer of interest.
    const closeWithContainer = (): void => {
      if (!ended.signal.aborted) stream.destroy();
    };
    engine.docker
      .getContainer(container)
      .wait({ abortSignal: ended.signal })
      .then(closeWithContainer, closeWithContainer);
    // The caller may have failed for another reason before it comes to wait for this.
    exit.catch(() => undefined);
    return {
      stdin: stream,
      stdout,
      stderr,
      exit,
      resize: async (rows, columns) => {
        await exec.resize({ h: rows, w: columns }).catch(() => undefined);
      },
    };
  } catch (error) {
    const failure = toEngineError(error, what);
    throw (/OCI runtime/.test(failure.message) && notRun(failure.message, command[0] ?? '', name)) || failure;
  }
}

/** How the engine begins to say, where the program's output should be, that it could not run it. */
const REFUSAL = 'OCI runtime exec failed';

/** Passes a program's output on, but for a first piece that may be the engine's, which is held until that is known. */
function holdRefusal() {
  let held: Buffer | undefined;
  let begun = false;
  let release = true;
  const output = new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (!begun && piece.toString('latin1', 0, REFUSAL.length) === REFUSAL) held = piece;
      else this.push(piece);
      begun = true;
      done();
    },
    flush(done) {
      if (release && held) this.push(held);
      done();
    },
  });
  return {
    output,
    held: (): string => held?.toString() ?? '',
    drop: (): void => {
      release = false;
    },
  };
}

/** The engine's refusal to run a program as an error of ours; undefined where it says something else. */
function notRun(refusal: string, program: string, node: string): EngineError | undefined {
  if (/not found|no such file/i.test(refusal)) {
    return new EngineError('failed', `${node} has no program ${program}`, { exitCode: 127 });
  }
  if (/permission denied|is a directory|exec format/i.test(refusal)) {
    return new EngineError('failed', `${program} of ${node} cannot be run: it is no program`, {
      exitCode: 126,
    });
  }
  return undefined;
}

/** What a program printed, when it has ended. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a container to its end. */
export async function runProgram(
  engine: Engine,
  container: string,
  name: string,
  command: readonly string[],
): Promise<ProgramResult> {
  const program = await startProgram(engine, container, name, command);
  const [stdout, stderr, exitCode] = await Promise.all([
    readAll(program.stdout),
    readAll(program.stderr),
    program.exit,
  ]);
  return { exitCode, stdout, stderr };
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

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
  return readAll(streamContainerFile(engine, container, name, path));
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
