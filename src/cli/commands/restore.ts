import { Command } from 'commander';
import { restore } from '../../lab/restore.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportRestore } from '../reporters/restore-report.ts';

export function restoreCommand(context: Context): Command {
  return new Command('restore')
    .description('let withdrawn sites announce again; safe to repeat')
    .argument('[site]', 'only this one (default: all)')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (site: string | undefined, flags: { lab?: string; json?: boolean }) => {
      const result = await restore(await context.connect(), flags.lab, site);
      if (result.failed.length > 0) context.exit(EXIT.environment);
      context.print(result, flags.json, reportRestore);
    });
}
