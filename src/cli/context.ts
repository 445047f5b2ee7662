/** What a command has to work with: the streams, the engine, and what stops it. */
import type { Engine } from '../engine/connect.ts';
import type { OnProgress } from '../lab/progress.ts';

/** Results that come one after the other. */
export interface Series<T> {
  print(result: T): void;
  /** After the last one, before anything else is said. */
  end(): void;
}

export interface Context {
  /** Ends when the user interrupts; a command that asks for it stops in good order. */
  signal(): AbortSignal;
  connect(): Promise<Engine>;
  /**
   * Prints a command's result: as one JSON document, or as the text a reporter makes of it.
   * Everything else that is said goes to stderr.
   */
  print<T>(result: T, json: boolean | undefined, report: (result: T) => string): void;
  /** Prints results one after the other, each as one line of JSON, or as text: on a terminal in the place of the one before. */
  series<T>(json: boolean | undefined, report: (result: T) => string): Series<T>;
  /** Says something beside the result. */
  note(text: string): void;
  /** Runs something that reports progress, and shows it. */
  withProgress<T>(work: (onProgress: OnProgress) => Promise<T>): Promise<T>;
  /** Sets the exit code for when the command ends without an error. */
  exit(code: number): void;
}
