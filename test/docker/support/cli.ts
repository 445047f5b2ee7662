/** The real program, as a user runs it. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export const LAUNCHER = fileURLToPath(new URL('../../../bin/anycast-lab.js', import.meta.url));

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** ms; one that hangs fails its test, and is not left behind. */
  readonly timeout?: number;
}

/** Runs the program to its end; a failure is a result like any other. */
export async function cli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const done = await startCli(words, options);
  return { exitCode: done.exitCode ?? -1, stdout: done.stdout, stderr: done.stderr };
}

/** Starts the program; the promise it returns is also the process. */
export function startCli(words: readonly string[], { env = {}, cwd, timeout = 100_000 }: CliOptions = {}) {
  return execa('node', [LAUNCHER, ...words], {
    reject: false,
    stdin: 'ignore',
    timeout,
    killSignal: 'SIGKILL',
    env: { NO_COLOR: '1', ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

/** Runs the program with --json, expects success, and returns what it printed. */
export async function cliJson<T>(words: readonly string[], options: CliOptions = {}): Promise<T> {
  const result = await cli([...words, '--json'], options);
  if (result.exitCode !== 0) {
    throw new Error(
      `anycast-lab ${words.join(' ')} ended with ${result.exitCode}:\n${result.stderr}\n${result.stdout}`,
    );
  }
  return JSON.parse(result.stdout) as T;
}
