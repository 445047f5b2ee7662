import { Command } from 'commander';
import { fault } from '../../lab/fault.ts';
import type { FaultKind } from '../../topology/topology.ts';
import type { Context } from '../context.ts';
import { describeFaults, type FaultFlags, faultKind, faultSpec, withFaultOptions } from '../fault-options.ts';
import { reportFault } from '../reporters/fault-report.ts';

interface Flags extends FaultFlags {
  readonly lab?: string;
  readonly json?: boolean;
}

export function faultCommand(context: Context): Command {
  const command = new Command('fault')
    .description('do something bad to a site or a link, and leave it so')
    .argument('<kind>', 'what is done', faultKind)
    .argument(
      '<target>',
      'a site; for link-down and blackhole also a link or a port at an exchange (ams-ix:eu-isp), for server-kill, -hang and -broken a server such as ns1.fra',
    )
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--json', 'print JSON');
  return withFaultOptions(command)
    .addHelpText('after', describeFaults())
    .action(async (kind: FaultKind, target: string, flags: Flags) => {
      const spec = faultSpec(command, kind, target, flags);
      const signal = context.signal();
      const result = await fault(await context.connect(), flags.lab, spec, signal);
      context.print(result, flags.json, reportFault);
    });
}
