import { Command } from 'commander';
import { startInNode } from '../../lab/enter-node.ts';
import { LabError } from '../../lab/lab-error.ts';
import { attach } from '../attach.ts';
import type { Context } from '../context.ts';

export function shellCommand(context: Context): Command {
  return new Command('shell')
    .description('open a shell on a node; routers have vtysh')
    .argument('<node>', 'site, router, server (ns1.SITE) or client')
    .option('--lab <lab>', 'the lab (default: the only one)')
    .action(async (node: string, flags: { lab?: string }) => {
      const terminal = process.stdin.isTTY && process.stdout.isTTY;
      if (!terminal) {
        throw new LabError(
          'usage',
          'a shell needs a terminal',
          `Without one: anycast-lab exec ${node} -- COMMAND`,
        );
      }
      const engine = await context.connect();
      const program = await startInNode(engine, flags.lab, node, ['/bin/bash'], { stdin: true, terminal });
      context.exit(await attach(program, terminal));
    });
}
