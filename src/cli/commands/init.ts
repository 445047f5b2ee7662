import { Command, Option } from 'commander';
import { SHAPE_NAMES, SHAPES, type ShapeName } from '../../init/shapes.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { Context } from '../context.ts';
import { quoted } from '../quoted.ts';

const WIDTH = Math.max(...SHAPE_NAMES.map((name) => name.length));
const ROWS = SHAPE_NAMES.map((name) => `  ${name.padEnd(WIDTH)}  ${SHAPES[name].summary}`);

const HELP = `
Shapes:
${ROWS.join('\n')}

On a terminal, and without any of these options, it asks. The same options write the same file.

Examples:
  $ anycast-lab init                                    asks, and writes my-lab.yaml
  $ anycast-lab init world.yaml --shape three-tier --sites fra,nyc,sin,gru --clients 12
  $ anycast-lab init - --shape ring | anycast-lab up -`;

interface Flags {
  readonly shape?: ShapeName;
  readonly sites?: string;
  readonly transits?: string;
  readonly clients?: string;
  readonly force?: boolean;
}

export function initCommand(context: Context): Command {
  return new Command('init')
    .description('write a topology to start from, with comments that say what is what')
    .argument('[file]', 'what to write; - for stdout', 'my-lab.yaml')
    .addOption(
      new Option('--shape <shape>', 'how networks are connected (default: two-tier)').choices(SHAPE_NAMES),
    )
    .option('--sites <sites>', 'how many, or names with commas between: fra,nyc,sin (default: 3)')
    .option('--transits <n>', 'how many transit networks (default: one for each site)')
    .option('--clients <n>', 'how many clients (default: two for each transit network)')
    .option('--force', 'write over a file that is there')
    .addHelpText('after', HELP)
    .action(async (file: string, { force = false, ...given }: Flags) => {
      const [{ checkNewFile, writeNewFile }, { readRequest }, { describe, writeTopology }] =
        await Promise.all([
          import('../new-file.ts'),
          import('../../init/network-request.ts'),
          import('../../init/write-topology.ts'),
        ]);
      const toStdout = file === '-';
      if (!toStdout) checkNewFile(file, force);
      const asking = Object.keys(given).length === 0 && process.stdin.isTTY && process.stderr.isTTY;
      const request = asking
        ? await import('../ask-for-network.ts').then(({ askForNetwork }) => askForNetwork(context.signal()))
        : orRefused(() => readRequest(given));
      const text = orRefused(() => writeTopology(request, nameInFile(file)));
      if (!toStdout) writeNewFile(file, text, force);
      context.print(text, false, () =>
        toStdout
          ? text
          : `Wrote ${quoted(file)}: ${describe(request)}.\nStart it: anycast-lab up ${quoted(file)}\nWhat to try then is at the top of the file.`,
      );
    });
}

/** What is wrong with a request is the user's to mend. */
function orRefused<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new LabError('usage', error.message);
    throw error;
  }
}

/** What the file calls itself: its comments have no place for a name that needs quotes. */
function nameInFile(file: string): string {
  return file !== '-' && quoted(file) === file ? file : 'FILE';
}
