import { Command } from 'commander';
import { listFaults } from '../../lab/fault.ts';
import type { Context } from '../context.ts';
import { reportFaults } from '../reporters/fault-report.ts';

export function faultsCommand(context: Context): Command {
  return new Command('faults')
    .description('list the faults that are in force')
    .argument('[lab]', 'the lab (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: { json?: boolean }) => {
      context.print(await listFaults(await context.connect(), lab), flags.json, reportFaults);
    });
}
