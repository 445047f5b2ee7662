import { Command } from 'commander';
import { LEVERS } from '../../plan/levers/parse-levers.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportWhatif } from '../reporters/whatif-report.ts';

const ROWS = Object.entries(LEVERS).map(([name, [takes, does]]) => `  ${name} ${takes}\n      ${does}`);

const HELP = `
Levers, several with commas between:
${ROWS.join('\n')}

Examples:
  $ anycast-lab whatif prepend fra 2
  $ anycast-lab whatif local-pref eu-transit:us-transit 300
  $ anycast-lab whatif withdraw fra, med nyc 10 --keep

Exit code 1: not every client is where it was after the levers were put back.`;

interface Flags {
  readonly lab?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

export function whatifCommand(context: Context): Command {
  return new Command('whatif')
    .description("pull operators' levers in a running lab, show who moves and why, and put them back")
    .argument('<lever...>', 'what is pulled, such as: prepend fra 2')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--keep', 'leave them as they are then, until: anycast-lab restore')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (words: readonly string[], flags: Flags) => {
      // It parses dig's YAML, with libraries that the other commands need not wait for.
      const { whatif } = await import('../../lab/whatif.ts');
      const signal = context.signal();
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        whatif(engine, { lab: flags.lab, words, keep: flags.keep ?? false, signal, onProgress }),
      );
      if (result.astray !== null && result.astray.length > 0) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportWhatif);
    });
}
