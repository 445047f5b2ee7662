import { Command } from 'commander';
import { up } from '../../lab/up.ts';
import { withoutPasswords } from '../../plan/hide-passwords.ts';
import { bundledTopologies, DEFAULT_TOPOLOGY } from '../bundled.ts';
import type { Context } from '../context.ts';
import { numberBetween } from '../numbers.ts';
import { reportPlan } from '../reporters/plan-report.ts';
import { reportUp } from '../reporters/up-report.ts';

interface UpFlags {
  readonly name?: string;
  readonly dryRun?: boolean;
  readonly timeout?: number;
  readonly keep?: boolean;
  readonly reconfigure?: boolean;
  readonly ignoreImpairments?: boolean;
  readonly json?: boolean;
}

export function upCommand(context: Context): Command {
  return new Command('up')
    .description('start a lab, and return when it has converged')
    .argument(
      '[file]',
      `a topology, - for stdin, or the name of a bundled one: ${bundledTopologies().join(', ')}`,
      DEFAULT_TOPOLOGY,
    )
    .option('--name <name>', "the lab's name (default: the topology's)")
    .option('--dry-run', 'show what would be started')
    .option(
      '--timeout <s>',
      'how long it may take, images apart (default: 120, or a second a node where those are more)',
      numberBetween(1, 3600),
    )
    .option('--keep', 'leave what was made when it fails')
    .option('--reconfigure', 'replace a lab of this name that was made from another topology')
    .option(
      '--ignore-impairments',
      'let links be plain cables, whatever the topology says of latency, loss and rate',
    )
    .option('--json', 'print JSON')
    .action(async (file: string, flags: UpFlags) => {
      const { loadTopology, planNamed, warningsAtUp } = await import('../topology-file.ts');
      const { file: path, source, topology } = loadTopology(file);
      const plan = planNamed(topology, flags.name);
      for (const warning of warningsAtUp(topology)) context.note(warning);
      if (flags.dryRun) return context.print(withoutPasswords(plan), flags.json, reportPlan);
      const signal = context.signal();
      const engine = await context.connect();
      const result = await context.withProgress((onProgress) =>
        up(engine, plan, {
          file: path,
          source,
          timeout: flags.timeout ?? Math.max(120, plan.nodes.length),
          keep: flags.keep ?? false,
          reconfigure: flags.reconfigure ?? false,
          ignoreImpairments: flags.ignoreImpairments ?? false,
          signal,
          onProgress,
        }),
      );
      context.print(result, flags.json, reportUp);
    });
}
