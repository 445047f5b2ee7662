import { Command } from 'commander';
import { listLabs } from '../../lab/list.ts';
import type { Context } from '../context.ts';
import { reportList } from '../reporters/list-report.ts';

export function listCommand(context: Context): Command {
  return new Command('list')
    .description('show which labs there are')
    .option('--json', 'print JSON')
    .action(async (flags: { json?: boolean }) => {
      context.print(await listLabs(await context.connect()), flags.json, reportList);
    });
}
