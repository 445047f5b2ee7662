import { Command } from 'commander';
import { labMetrics } from '../../lab/metrics.ts';
import { prometheusText } from '../../report/prometheus.ts';
import type { Context } from '../context.ts';

export function metricsCommand(context: Context): Command {
  return new Command('metrics')
    .description("print a lab's state and what its servers have counted, in the text format of Prometheus")
    .argument('[lab]', 'its name (default: the only one)')
    .option('--json', 'print JSON')
    .action(async (lab: string | undefined, flags: { json?: boolean }) => {
      const metrics = await labMetrics(await context.connect(), lab);
      context.print(metrics, flags.json, prometheusText);
    });
}
