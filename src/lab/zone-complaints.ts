/** What the checkers of zone files say, in one form. Pure. */
import type { Diagnostic } from '../topology/diagnostic.ts';

/** A zone that a checker looked at. */
export interface CheckedZone {
  readonly name: string;
  /** Where the checker found its file. */
  readonly path: string;
  /** Where the user has it. */
  readonly file: string;
}

/** What comes after the path of the file: its line, from 1, and what is wrong there. */
const PLACED = [
  // BIND and NSD: `/tmp/example.zone:3: unknown RR type 'AAAAA'`.
  /^:(\d+): (.*)$/,
  // Knot: `error: [example.] zone loader, error in zone, file '/tmp/example.zone', line 3 (unsupported record type)`.
  /^', line (\d+) \((.*)\)$/,
];

/** What only says that something was said. */
const SUMMARIES =
  /^(zone \S+ file .* has \d+ errors|zone \S+: not loaded due to errors\.|Error summary:|\d+\t.*|error: (serious semantic error detected|failed to run semantic checks))$/;

/** How many complaints about a file as a whole are told. */
const SHOWN = 3;

/**
 * Diagnostics from the output of a checker: of each zone that it refused `== NAME` and then what it said. Where it names lines, what it
 * says of the whole file only repeats that.
 * @param checker the program's name
 */
export function mistakesInZones(
  checker: string,
  output: string,
  zones: readonly CheckedZone[],
): readonly Diagnostic[] {
  return zones.flatMap(({ name, path, file }) => {
    const [, said] = output.split(`== ${name}\n`);
    if (said === undefined) return [];
    const lines = (said.split(/^== /m)[0] ?? '').split('\n').map((line) => line.trim());
    const told = lines.flatMap((line) => placedComplaint(line.split(path)[1] ?? '') ?? []);
    const whole = lines
      .filter((line) => line !== '' && !SUMMARIES.test(line))
      .slice(0, SHOWN)
      .map((line) => ({ reason: line.replace(STAMP, '').replaceAll(path, file) }));
    return (told.length > 0 ? told : whole).map(
      ({ reason, ...line }): Diagnostic => ({
        code: 'zone-content',
        args: { checker, reason },
        location: { file, ...line },
      }),
    );
  });
}

/** What NSD puts before what it says. */
const STAMP = /^\[[^\]]*\] \S+: error: /;

function placedComplaint(said: string): { readonly line: number; readonly reason: string } | undefined {
  const match = PLACED.map((pattern) => pattern.exec(said)).find((each) => each !== null);
  const [, line, reason] = match ?? [];
  return line === undefined || reason === undefined ? undefined : { line: Number(line), reason };
}
