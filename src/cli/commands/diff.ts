import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { isLabName } from '../../topology/names.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportDiff } from '../reporters/diff-report.ts';

const EXAMPLES = `
Examples:
  $ anycast-lab probe --json > before.json
  $ anycast-lab diff before.json                 who is answered by another site now than then
  $ anycast-lab diff three-sites two-sites       the same clients in two labs

Exit code 1: the catchments differ.`;

export function diffCommand(context: Context): Command {
  return new Command('diff')
    .description('compare the catchments of a lab with saved ones, or with those of another lab')
    .argument('<base>', 'a file with the output of probe --json, or the name of a lab that is up')
    .argument('[lab]', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, lab: string | undefined, flags: { json?: boolean }) => {
      // They bring the libraries for YAML and schemas.
      const [{ diffCatchments }, { readProbe }] = await Promise.all([
        import('../../lab/diff-catchments.ts'),
        import('../read-probe.ts'),
      ]);
      const isFile = existsSync(name) || !isLabName(name);
      const base = isFile ? { name, entries: readProbe(name) } : { name };
      const result = await diffCatchments(await context.connect(), base, lab);
      if (!result.same) context.exit(EXIT.expectationFailed);
      context.print(result, flags.json, reportDiff);
    });
}
