import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RunningProgram } from '../engine/exec.ts';

/** Connects a program to this one's streams until it ends. Returns its exit code. */
export async function attach(program: RunningProgram, terminal: boolean): Promise<number> {
  const { stdin, stdout, stderr } = process;
  program.stdout.pipe(stdout, { end: false });
  program.stderr.pipe(stderr, { end: false });
  stdin.pipe(program.stdin);
  const resize = (): void => {
    program.resize(stdout.rows, stdout.columns);
  };
  if (terminal) {
    stdin.setRawMode(true);
    stdout.on('resize', resize);
    resize();
  }
  try {
    return await program.exit;
  } finally {
    if (terminal) stdin.setRawMode(false);
    stdout.off('resize', resize);
    stdin.unpipe(program.stdin);
    // Or this process would stay for as long as somebody might still type.
    stdin.destroy();
  }
}

/** Shows a stream on stdout until it ends. */
export async function show(stream: Readable): Promise<void> {
  await pipeline(stream, process.stdout, { end: false });
}
