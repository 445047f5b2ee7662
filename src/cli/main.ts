/** The program: parses the command line, runs the command, and turns whatever went wrong into a line and an exit code. */
import chalk from 'chalk';
import { CommanderError } from 'commander';
import { EngineError } from '../engine/engine-error.ts';
import { LabError, type LabErrorCode } from '../lab/lab-error.ts';
import { outliveTerminal } from './closed-terminal.ts';
import { EXIT } from './exit-codes.ts';
import { nameTheLab } from './name-the-lab.ts';
import { createProgram } from './program.ts';
import { terminalContext } from './terminal-context.ts';

const LAB_EXITS: Readonly<Record<LabErrorCode, number>> = {
  usage: EXIT.usage,
  busy: EXIT.usage,
  'several-labs': EXIT.usage,
  'not-running': EXIT.environment,
  'not-ready': EXIT.environment,
  interrupted: EXIT.interrupted,
};

outliveTerminal();

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EIO') process.exit(EXIT.interrupted);
  process.exit(error.code === 'EPIPE' ? EXIT.good : EXIT.environment);
});

// Nobody listens to the narration any more, in a pipe or a terminal (EIO): what is being done to a lab is brought to its end all the same.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') process.exit(EXIT.environment);
});

// chalk does not know the convention (no-color.org); ora and every reporter colour through it.
if (process.env['NO_COLOR']) chalk.level = 0;

const program = await createProgram(terminalContext(), process.argv.slice(2));
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  // commander has said it already; its own code is 1, which here means something else.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
  if (isInterruption(error)) {
    process.stderr.write('anycast-lab: interrupted\n');
    return EXIT.interrupted;
  }
  if (error instanceof LabError || error instanceof EngineError) {
    const hint = hintOf(error);
    process.stderr.write(`anycast-lab: ${error.message}\n${hint ? `${hint}\n` : ''}`);
    return error instanceof LabError ? LAB_EXITS[error.code] : (error.exitCode ?? EXIT.environment);
  }
  // Ours: the stack is what a bug report needs, and asking for it is better than showing it to everybody.
  const detail = process.env['ANYCAST_LAB_DEBUG'] && error instanceof Error ? error.stack : String(error);
  process.stderr.write(`anycast-lab: this should not have happened: ${detail}\n`);
  process.stderr.write('Please report it, with what ANYCAST_LAB_DEBUG=1 adds to this message.\n');
  return EXIT.environment;
}

function hintOf(error: LabError | EngineError): string | undefined {
  const named =
    error instanceof LabError && error.labs.length > 0
      ? nameTheLab(program, process.argv.slice(2), error.labs)
      : undefined;
  return named ?? error.hint;
}

/** What is left of work that the user has stopped. */
function isInterruption(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === 'cancelled';
  return error instanceof Error && error.name === 'AbortError';
}
