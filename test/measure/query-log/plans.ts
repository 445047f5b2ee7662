/** Labs whose queries are looked at. */
import type { LabPlan } from '../../../src/plan/lab-plan.ts';
import { planLab } from '../../../src/plan/plan-lab.ts';
import { parseTopology } from '../../../src/topology/parse-topology.ts';

/** The plan of a topology that is valid. */
export function planOf(yaml: string): LabPlan {
  const parsed = parseTopology(yaml, 'lab.yaml');
  if ('diagnostics' in parsed) throw new Error(JSON.stringify(parsed.diagnostics));
  return planLab(parsed.topology);
}

/** The first IPv4 address of a node; empty where there is no such node. */
export function addressOf(plan: LabPlan, node: string): string {
  const interfaces = plan.nodes.find(({ name }) => name === node)?.interfaces ?? [];
  return interfaces.flatMap(({ addresses }) => addresses).find(({ family }) => family === 4)?.address ?? '';
}
