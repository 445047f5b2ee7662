import { Command } from 'commander';
import { labStatus } from '../../lab/status.ts';
import type { Context } from '../context.ts';
import { reportStatus } from '../reporters/status-report.ts';

export function statusCommand(context: Context): Command {
  return new Command('status')
    .description("show a lab's nodes, BGP sessions and what each site announces")
    .argument('[lab]', 'its name (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: { json?: boolean }) => {
      context.print(await labStatus(await context.connect(), lab), flags.json, reportStatus);
    });
}
