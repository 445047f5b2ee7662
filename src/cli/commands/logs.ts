import { Command } from 'commander';
import { nodeLog } from '../../lab/enter-node.ts';
import type { Context } from '../context.ts';
import { numberBetween } from '../numbers.ts';

export function logsCommand(context: Context): Command {
  return new Command('logs')
    .description("print what a node's daemons have logged")
    .argument('<node>', 'site, router, server (ns1.SITE) or client')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .option('--tail <lines>', 'only so many lines from the end', numberBetween(0, 1_000_000))
    .option('--json', 'print JSON')
    .action(async (node: string, flags: { lab?: string; tail?: number; json?: boolean }) => {
      const log = await nodeLog(await context.connect(), flags.lab, node, flags.tail);
      context.print({ node, log }, flags.json, (result) => result.log);
    });
}
