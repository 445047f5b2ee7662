import { Command } from 'commander';
import { reload } from '../../lab/reload.ts';
import type { Context } from '../context.ts';
import { numberBetween } from '../numbers.ts';
import { reportReload } from '../reporters/reload-report.ts';

const ZONES = `
A zone whose file has changed holds what is in it, and no more of what zone update has put there. A primary raises its serial by itself,
whatever serial the file has.`;

interface Flags {
  readonly lab?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

export function reloadCommand(context: Context): Command {
  return new Command('reload')
    .description(
      'change the policies, timers, costs, impairments and zones of a running lab to what its topology says now',
    )
    .argument('<file>', 'the topology, changed; - for stdin')
    .option('--lab <lab>', "the lab (default: that of the topology's name)")
    .option('--timeout <s>', 'how long it may take to converge again', numberBetween(1, 3600), 120)
    .option('--json', 'print JSON')
    .addHelpText('after', ZONES)
    .action(async (file: string, { lab, timeout, json }: Flags) => {
      const { loadTopology, planNamed } = await import('../topology-file.ts');
      const { file: path, source, topology } = loadTopology(file);
      const plan = planNamed(topology, lab);
      const signal = context.signal();
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        reload(engine, plan, { file: path, source, timeout, signal, onProgress }),
      );
      context.print(result, json, reportReload);
    });
}
