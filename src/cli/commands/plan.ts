import { Command } from 'commander';
import { withoutPasswords } from '../../plan/hide-passwords.ts';
import { renderNodeFiles } from '../../render/node-files.ts';
import { ipBatch } from '../../render/wiring.ts';
import type { Context } from '../context.ts';
import { reportFiles, reportPlan } from '../reporters/plan-report.ts';

export function planCommand(context: Context): Command {
  return new Command('plan')
    .description('show what a topology becomes: addresses, ASNs, links, sessions, files')
    .argument('<file>', 'a topology, the name of a bundled one, or - for stdin')
    .option('--name <name>', "the lab's name (default: the topology's)")
    .option('--files', 'show every rendered file, and the commands that wire each node')
    .option('--json', 'print JSON')
    .action(async (file: string, flags: { name?: string; files?: boolean; json?: boolean }) => {
      const { loadTopology, planNamed } = await import('../topology-file.ts');
      const plan = withoutPasswords(planNamed(loadTopology(file).topology, flags.name));
      if (!flags.files) return context.print(plan, flags.json, reportPlan);
      const nodes = plan.nodes.map((node) => ({
        node: node.name,
        wiring: ipBatch(node),
        files: renderNodeFiles(plan, node),
      }));
      context.print(flags.json ? { ...plan, files: nodes } : nodes, flags.json, () => reportFiles(nodes));
    });
}
