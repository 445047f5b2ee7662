import { Command } from 'commander';
import { down } from '../../lab/down.ts';
import { LabError } from '../../lab/lab-error.ts';
import type { Context } from '../context.ts';
import { reportDown } from '../reporters/down-report.ts';

export function downCommand(context: Context): Command {
  return new Command('down')
    .description('remove a lab and all that belongs to it; safe to repeat')
    .argument('[lab]', 'its name (default: the only one)')
    .option('--all', 'remove every lab')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: { all?: boolean; json?: boolean }) => {
      if (flags.all && lab !== undefined) throw new LabError('usage', 'either a lab or --all, not both');
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        down(engine, flags.all ? { all: true } : lab, onProgress),
      );
      context.print(result, flags.json, (removed) => reportDown(removed, lab));
    });
}
