import { Command } from 'commander';
import { labStatus } from '../../lab/status.ts';
import { summarizeStatus } from '../../lab/status-summary.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween } from '../numbers.ts';
import { reportStatus, reportWatched } from '../reporters/status-report.ts';

interface Flags {
  readonly watch?: boolean;
  readonly interval: number;
  readonly json?: boolean;
}

const WATCHING = `
With --watch, on a terminal each look takes the place of the last one; elsewhere they follow each other, with --json a line each. It ends
with exit code 0 on Ctrl-C, and when the lab is taken down.`;

export function statusCommand(context: Context): Command {
  return new Command('status')
    .description(
      "show a lab's nodes, BGP sessions and what each site announces; exit 1 where some of it is not as it should be",
    )
    .argument('[lab]', 'its name (default: the only one)')
    .option('--watch', 'look again and again')
    .option('--interval <s>', 'with --watch: between two looks', numberBetween(0.5, 3600), 2)
    .option('--json', 'print JSON')
    .addHelpText('after', WATCHING)
    .action(async (lab: string | undefined, flags: Flags) => {
      if (flags.watch) return watch(context, lab, flags);
      const status = await labStatus(await context.connect(), lab);
      if (!summarizeStatus(status.nodes, status.links).good) context.exit(EXIT.expectationFailed);
      context.print(status, flags.json, reportStatus);
    });
}

async function watch(context: Context, lab: string | undefined, { interval, json }: Flags): Promise<void> {
  const { watchStatus } = await import('../../lab/watch-status.ts');
  const signal = context.signal();
  const series = context.series(json, reportWatched);
  let end: Awaited<ReturnType<typeof watchStatus>>;
  try {
    end = await watchStatus(await context.connect(), lab, {
      ...{ interval: interval * 1000, signal },
      onStatus: (status) => series.print({ at: new Date().toISOString(), ...status }),
    });
  } finally {
    series.end();
  }
  if (end.gone) context.note(`The lab ${end.lab} has been taken down.`);
}
