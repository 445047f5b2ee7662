/** Programs run inside a node, with their streams. */
import { PassThrough, type Readable, Transform, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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
    buffer(program.stdout),
    buffer(program.stderr),
    program.exit,
  ]);
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}
