import { Command, Option } from 'commander';
import { nodeLog } from '../../lab/enter-node.ts';
import { show } from '../attach.ts';
import type { Context } from '../context.ts';
import { numberBetween } from '../numbers.ts';

interface LogsFlags {
  readonly lab?: string;
  readonly tail?: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .description("print what a node's daemons have logged")
    .argument('<node>', 'site, router, server (ns1.SITE) or client')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--tail <lines>', 'only so many lines from the end', numberBetween(0, 1_000_000))
    .option('-f, --follow', 'go on printing what they log')
    .addOption(new Option('--json', 'print JSON').conflicts('follow'))
    .action(async (node: string, flags: LogsFlags) => {
      const log = await nodeLog(await context.connect(), flags.lab, node, flags.tail);
      if (log.role === 'client')
        context.note(`${node} is a client: it has no daemon of its own, so it logs nothing.`);
      if (flags.follow) return show(await log.follow());
      context.print({ node, log: await log.read() }, flags.json, (result) => result.log);
    });
}
