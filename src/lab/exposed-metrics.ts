/** What the health checks of a lab's sites say to Prometheus, in one. */
import type { NodeProcess } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Metric } from '../report/prometheus.ts';
import { readPrometheus } from '../report/read-prometheus.ts';

/** Each metric with the samples of all sites, which have the lab's name too; a site whose health check says nothing is left out. */
export async function exposedMetrics(
  plan: LabPlan,
  processes: readonly NodeProcess[],
  agent: FabricAgent,
): Promise<readonly Metric[]> {
  const checking = new Set(
    plan.nodes.flatMap((node) => (node.role === 'edge' && node.health !== null ? [node.name] : [])),
  );
  const nodes = processes.filter(({ name }) => checking.has(name));
  const said = await agent.ask('exposed', {
    nodes: nodes.map((process) => ({ ...process, kind: 'health' as const })),
  });
  const all = new Map<string, Metric>();
  for (const metric of said.flatMap((each) => ('text' in each ? readPrometheus(each.text) : []))) {
    const own = metric.samples.map((sample) => ({ ...sample, labels: { lab: plan.name, ...sample.labels } }));
    all.set(metric.name, { ...metric, samples: [...(all.get(metric.name)?.samples ?? []), ...own] });
  }
  return [...all.values()];
}
