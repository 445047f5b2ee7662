import { Command } from 'commander';
import { failover } from '../../lab/failover.ts';
import type { FaultKind } from '../../topology/topology.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { describeFaults, type FaultFlags, faultKind, faultSpec, withFaultOptions } from '../fault-options.ts';
import { numberBetween } from '../numbers.ts';
import { reportFailover } from '../reporters/failover-report.ts';

interface FailoverFlags extends FaultFlags {
  readonly fault: FaultKind;
  readonly lab?: string;
  readonly interval: number;
  readonly for?: number;
  readonly restore: boolean;
  readonly json?: boolean;
}

export function failoverCommand(context: Context): Command {
  const command = new Command('failover')
    .description('take a site away, bring it back, and show what each client lost')
    .argument('<target>', 'the site that goes away; for link-down and blackhole, a link will do')
    .option('--fault <kind>', 'how it goes away', faultKind, 'withdraw' as FaultKind)
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option(
      '--interval <ms>',
      "between two queries of a client to one address: the figures' resolution",
      numberBetween(1, 1000),
      10,
    )
    .option(
      '--for <s>',
      'how long clients are given to settle, at most (default: 30, the hold time, and four advertisement intervals)',
      numberBetween(1, 3600),
    )
    .option('--no-restore', 'leave the fault in force')
    .option('--json', 'print JSON');
  return withFaultOptions(command)
    .addHelpText('after', describeFaults())
    .action(async (target: string, flags: FailoverFlags) => {
      const fault = faultSpec(command, flags.fault, target, flags);
      const signal = context.signal();
      const engine = await context.connect();
      const { result } = await context.withProgress((onProgress) =>
        failover(engine, {
          lab: flags.lab,
          fault,
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
