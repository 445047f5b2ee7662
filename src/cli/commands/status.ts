import { Command } from 'commander';
import { labStatus } from '../../lab/status.ts';
import { summarizeStatus } from '../../lab/status-summary.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportStatus } from '../reporters/status-report.ts';

export function statusCommand(context: Context): Command {
  return new Command('status')
    .description(
      "show a lab's nodes, BGP sessions and what each site announces; exit 1 where some of it is not as it should be",
    )
    .argument('[lab]', 'its name (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: { json?: boolean }) => {
      const status = await labStatus(await context.connect(), lab);
      if (!summarizeStatus(status.nodes, status.links).good) context.exit(EXIT.expectationFailed);
      context.print(status, flags.json, reportStatus);
    });
}
