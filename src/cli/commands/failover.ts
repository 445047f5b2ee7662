import { Command } from 'commander';
import type { FaultKind } from '../../topology/topology.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { describeFaults, type FaultFlags, faultKind, faultSpec, withFaultOptions } from '../fault-options.ts';
import { numberBetween, wholeBetween } from '../numbers.ts';
import { failoverDocument } from '../reporters/failover-json.ts';
import { failoverExit, reportFailovers } from '../reporters/failover-report.ts';

interface FailoverFlags extends FaultFlags {
  readonly fault: FaultKind;
  readonly lab?: string;
  readonly interval: number;
  readonly for?: number;
  readonly restore: boolean;
  readonly repeat: number;
  readonly forensics?: boolean;
  readonly tcp?: boolean;
  readonly report?: string;
  readonly json?: boolean;
}

export function failoverCommand(context: Context): Command {
  const command = new Command('failover')
    .description('take a site away, bring it back, and show what each client lost')
    .argument(
      '<target>',
      'the site that goes away; for link-down and blackhole, a link or a port at an exchange (ams-ix:eu-isp) will do; for server-kill, -hang and -broken, a server (ns1.fra)',
    )
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
    .option('--repeat <n>', 'measure it so often, each time from a known state', wholeBetween(1, 1000), 1)
    .option('--forensics', 'capture every link, and follow each lost query over them')
    .option('--tcp', 'let every client hold TCP connections, too, and show which of them break')
    .option('--report <file>', 'write the result with every sample, for: anycast-lab report')
    .option('--json', 'print JSON');
  return withFaultOptions(command)
    .addHelpText('after', describeFaults())
    .action(async (target: string, flags: FailoverFlags) => {
      if (flags.repeat > 1 && !flags.restore) {
        command.error('error: --repeat needs the site to be restored: leave out --no-restore', {
          exitCode: 2,
        });
      }
      const [{ describeLab, failovers, toResult }, { checkReportFiles, writeReports }] = await Promise.all([
        import('../../lab/failovers.ts'),
        import('../report-files.ts'),
      ]);
      const files = flags.report === undefined ? {} : { json: flags.report };
      checkReportFiles(files);
      const signal = context.signal();
      const engine = await context.connect();
      const { fault: kind, lab, interval, restore, forensics = false, tcp = false, repeat } = flags;
      const options = {
        ...{ lab, interval, restore, forensics, tcp, signal },
        fault: faultSpec(command, kind, target, flags),
        patience: flags.for,
      };
      const described = flags.report === undefined ? null : await describeLab(engine, lab);
      const done = await context.withProgress((onProgress) =>
        failovers(engine, { ...options, onProgress }, repeat),
      );
      const code = failoverExit(done);
      const failures = described === null ? [] : writeReports(toResult(done, described), files);
      for (const failure of failures) context.note(failure);
      context.exit(code === EXIT.good && failures.length > 0 ? EXIT.environment : code);
      context.print(failoverDocument(done), flags.json, () => reportFailovers(done));
    });
}
