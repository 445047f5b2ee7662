import { Command } from 'commander';
import { diagnose } from '../../lab/doctor.ts';
import { MEMORY_FIGURES } from '../../lab/memory-figures.ts';
import { DEFAULT_TOPOLOGY } from '../bundled.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { reportDoctor } from '../reporters/doctor-report.ts';

export function doctorCommand(context: Context): Command {
  return new Command('doctor')
    .description('check whether this machine can run labs: engine, kernel, memory, images')
    .argument('[file]', 'the topology whose memory is asked about', DEFAULT_TOPOLOGY)
    .option('--json', 'print JSON')
    .action(async (file: string, flags: { json?: boolean }) => {
      const { loadTopology, planNamed } = await import('../topology-file.ts');
      const checks = await diagnose({
        connect: () => context.connect(),
        nodeVersion: process.versions.node,
        memory: MEMORY_FIGURES,
        plan: planNamed(loadTopology(file).topology, undefined),
      });
      if (checks.some((check) => check.state === 'fail')) context.exit(EXIT.environment);
      context.print(checks, flags.json, reportDoctor);
    });
}
