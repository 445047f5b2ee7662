/**
 * The pages of exercises as a student follows them: their commands run in the order of the page, and what they print is
 * compared with what the page shows.
 *
 * Both are compared line by line, names, sites, AS paths and all. Only this may differ, as it does from run to run:
 * - a time with its unit is any time (`0.3 ms`, `4.41 s`); 0 stays 0;
 * - a date (ISO 8601) is any date, and a share in percent any share;
 * - of queries, which are counted by the hundred, the numbers: `0 of 122` is none of many, `283 of 1471` some of many;
 * - how many spaces stand between two columns, which follows from the widths of the above;
 * - the name of the lab, and the folder that the package is in;
 * - what stands for a line `...` of the page: any number of lines.
 * What a command says on stderr, progress say, is left out.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Exercise } from '../../../src/topology/exercise.ts';
import { fencedBlocks } from '../../../src/topology/parse-exercise.ts';

const LAUNCHER = fileURLToPath(new URL('../../../bin/anycast-lab.js', import.meta.url));

/** Where a package that was installed for all stands on most machines. */
const INSTALLED = '/usr/lib/node_modules/anycast-lab';

/** ms for one command. */
const TIMEOUT = 100_000;

const ANY_LINES = '...';

/** A command of a page, and what it shows below it. */
export interface PageCommand {
  /** Of the page, from 1. */
  readonly line: number;
  readonly command: string;
  readonly shown: readonly string[];
}

/** The commands of a page: lines that begin with `$ ` in its blocks of language `console`. */
export function commandsOf(page: string): readonly PageCommand[] {
  return fencedBlocks(page)
    .filter(({ language }) => language === 'console')
    .flatMap(({ line, lines }) => {
      const starts = lines.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []));
      return starts.map((start, index) => ({
        line: line + start,
        command: (lines[start] ?? '').slice(2),
        shown: withoutLastEmpty(lines.slice(start + 1, starts[index + 1])),
      }));
    });
}

/** The files of a page: blocks of YAML that begin with their names in a comment, as `# changed.yaml`. */
export function filesOf(page: string): ReadonlyMap<string, string> {
  return new Map(
    fencedBlocks(page).flatMap(({ language, lines }) => {
      const name = language === 'yaml' ? /^# ([a-z-]+\.yaml)$/.exec(lines[0] ?? '')?.[1] : undefined;
      return name === undefined ? [] : [[name, `${lines.join('\n')}\n`] as const];
    }),
  );
}

/** Whether what was printed is what the page shows. */
export function isShown(shown: readonly string[], printed: readonly string[]): boolean {
  const [first = [], ...parts] = splitAt(shown.map(comparable));
  const lines = printed.map(comparable);
  const last = parts.pop();
  if (last === undefined) return isAt(first, lines, 0) && first.length === lines.length;
  let at = first.length;
  for (const part of parts) {
    const found = lines.findIndex((_, index) => index >= at && isAt(part, lines, index));
    if (found < 0) return false;
    at = found + part.length;
  }
  return (
    isAt(first, lines, 0) && lines.length - last.length >= at && isAt(last, lines, lines.length - last.length)
  );
}

/** The parts of a page's lines between those that stand for any. */
function splitAt(lines: readonly string[]): readonly (readonly string[])[] {
  const at = lines.indexOf(ANY_LINES);
  return at < 0 ? [lines] : [lines.slice(0, at), ...splitAt(lines.slice(at + 1))];
}

function isAt(part: readonly string[], lines: readonly string[], at: number): boolean {
  return part.every((line, index) => lines[at + index] === line);
}

/** A line without what may differ. */
export function comparable(line: string): string {
  return line
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>')
    .replace(/\b(\d+) of (\d{3,})\b/g, (_, some) => `${some === '0' ? 'none' : 'some'} of many`)
    .replace(/(?<![\d.])\d+(\.\d+)? (ms|s)\b/g, '<time>')
    .replace(/\d+(\.\d+)? %/g, '<share>')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A student at work: a folder of his own, and the program on his path. */
export class Student {
  readonly #folder = mkdtempSync(join(tmpdir(), 'anycast-lab-exercise-'));
  readonly #exercise: Exercise;
  readonly #lab: string;

  /** @param lab the name that the exercise's lab gets here */
  constructor(exercise: Exercise, lab: string) {
    this.#exercise = exercise;
    this.#lab = lab;
    for (const [name, text] of filesOf(readFileSync(exercise.file, 'utf8'))) {
      writeFileSync(join(this.#folder, name), text);
    }
    const program = join(this.#folder, 'anycast-lab');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${LAUNCHER}' "$@"\n`);
    chmodSync(program, 0o755);
  }

  /** Runs a command as a shell does; what it prints is as on the page, where the lab has the exercise's name. */
  async run({
    command,
  }: PageCommand): Promise<{ exitCode: number; lines: readonly string[]; stderr: string }> {
    const { exitCode, stdout, stderr } = await execa('bash', ['-c', command], {
      cwd: this.#folder,
      env: { PATH: `${this.#folder}:${process.env['PATH']}`, NO_COLOR: '1', ANYCAST_LAB: this.#lab },
      reject: false,
      stdin: 'ignore',
      timeout: TIMEOUT,
      killSignal: 'SIGKILL',
    });
    const text = stdout
      .replaceAll(this.#lab, this.#exercise.name)
      .replaceAll(fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, ''), INSTALLED);
    return { exitCode: exitCode ?? -1, lines: withoutLastEmpty(text.split('\n')), stderr };
  }

  leave(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Puts what was printed in the place of what a page shows; what it shows with `...` is left for the author. */
export function rewrite(file: string, printed: ReadonlyMap<PageCommand, readonly string[]>): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [{ line, shown }, output] of [...printed].toReversed()) {
    if (!shown.includes(ANY_LINES)) lines.splice(line, shown.length, ...output);
  }
  writeFileSync(file, lines.join('\n'));
}

function withoutLastEmpty(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
