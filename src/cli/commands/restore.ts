import { Command } from 'commander';
import { restore } from '../../lab/restore.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportRestore } from '../reporters/restore-report.ts';

export function restoreCommand(context: Context): Command {
  return new Command('restore')
    .description(
      'undo faults: bring containers, wiring, carrier, daemons and announcements back; safe to repeat',
    )
    .argument('[target]', 'only this site or link (default: the whole lab)')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (target: string | undefined, flags: { lab?: string; json?: boolean }) => {
      const signal = context.signal();
      const result = await restore(await context.connect(), flags.lab, target, signal);
      if (result.failed.length > 0) context.exit(EXIT.environment);
      context.print(result, flags.json, reportRestore);
    });
}
