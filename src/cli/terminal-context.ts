import type { Engine } from '../engine/connect.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { startProgress } from './reporters/progress.ts';
import { openScreen } from './reporters/screen.ts';

/** The context of a program that runs in a terminal, or in a pipe. */
export function terminalContext(): Context {
  let interruptible: AbortController | undefined;
  const interrupt = (): void => {
    // A command that does not know how to stop in good order just stops, as does one that is interrupted twice.
    if (interruptible === undefined || interruptible.signal.aborted) {
      process.stderr.write('anycast-lab: interrupted\n');
      process.exit(EXIT.interrupted);
    }
    interruptible.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  let engine: Promise<Engine> | undefined;
  return {
    signal: () => {
      interruptible ??= new AbortController();
      return interruptible.signal;
    },
    connect: async () => {
      // Loaded when needed: a command that only reads a file should not wait for an HTTP client.
      engine ??= import('../engine/connect.ts').then((module) => module.connectEngine());
      return engine;
    },
    print: (result, json, report) => {
      process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : withNewline(report(result)));
    },
    series: (json, report) => {
      if (json)
        return {
          print: (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
          end: () => undefined,
        };
      const screen = openScreen(process.stdout);
      return { print: (result) => screen.show(report(result)), end: () => screen.close() };
    },
    note: (text) => {
      process.stderr.write(withNewline(text));
    },
    withProgress: async (work) => {
      const progress = await startProgress(process.stderr);
      try {
        return await work(progress.report);
      } finally {
        progress.stop();
      }
    },
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
