import { Command } from 'commander';
import { failover } from '../../lab/failover.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { numberBetween } from '../numbers.ts';
import { reportFailover } from '../reporters/failover-report.ts';

interface FailoverFlags {
  readonly lab?: string;
  readonly interval: number;
  readonly for?: number;
  readonly restore: boolean;
  readonly json?: boolean;
}

export function failoverCommand(context: Context): Command {
  return new Command('failover')
    .description('withdraw a site, bring it back, and show what each client lost')
    .argument('<site>', 'the site that goes away')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option(
      '--interval <ms>',
      "between two queries of a client to one address: the figures' resolution",
      numberBetween(1, 1000),
      10,
    )
    .option(
      '--for <s>',
      'how long clients are given to settle, at most (default: 30, and four advertisement intervals)',
      numberBetween(1, 3600),
    )
    .option('--no-restore', 'leave the site withdrawn')
    .option('--json', 'print JSON')
    .action(async (site: string, flags: FailoverFlags) => {
      const signal = context.signal();
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        failover(engine, {
          lab: flags.lab,
          site,
          interval: flags.interval,
          patience: flags.for,
          restore: flags.restore,
          signal,
          onProgress,
        }),
      );
      if (!result.recovered) context.exit(EXIT.expectationFailed);
      // Figures that cannot be believed are worse than bad ones.
      if (result.invalid.length > 0) context.exit(EXIT.environment);
      context.print(result, flags.json, reportFailover);
    });
}
