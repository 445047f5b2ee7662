import { Command } from 'commander';
import { startInNode } from '../../lab/enter-node.ts';
import { attach } from '../attach.ts';
import type { Context } from '../context.ts';

export function execCommand(context: Context): Command {
  return new Command('exec')
    .description("run a command in a node; its exit code becomes this one's")
    .usage('[options] <node> -- <command...>')
    .argument('<node>', 'site, router, server (ns1.SITE) or client')
    .argument('<command...>', 'the command and its arguments, as they are: no shell reads them')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .passThroughOptions()
    .addHelpText('after', '\nExample:\n  $ anycast-lab exec berlin -- dig +nsid @192.0.2.53 anycast.test SOA')
    .action(async (node: string, command: string[], flags: { lab?: string }) => {
      // Given before the command, as it should be, it reaches us as the command's first word.
      const words = command[0] === '--' ? command.slice(1) : command;
      const terminal = process.stdin.isTTY && process.stdout.isTTY;
      const engine = await context.connect();
      const program = await startInNode(engine, flags.lab, node, words, { stdin: true, terminal });
      context.exit(await attach(program, terminal));
    });
}
