/** What the balancers of a lab have counted, and which of their back ends they take for alive. */
import type { BalancerState, NodeProcess } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan } from '../plan/lab-plan.ts';

/** A balancer's statistics since it was started. */
export interface BalancerStatistics {
  readonly backends: readonly { readonly name: string; readonly up: boolean; readonly queries: number }[];
  readonly queries: number;
  /** Of those that it may answer from what it keeps, the share that it did, from 0 to 1; null: it keeps nothing, or was not asked. */
  readonly cacheHitRate: number | null;
  /** By its rate limit. */
  readonly dropped: number;
}

/** By the balancer's name; one that does not run, or does not say, is missing. */
export async function balancerStatistics(
  plan: LabPlan,
  processes: readonly NodeProcess[],
  agent: FabricAgent,
): Promise<ReadonlyMap<string, BalancerStatistics>> {
  const balancers = new Set(plan.nodes.flatMap(({ name, role }) => (role === 'balancer' ? [name] : [])));
  if (balancers.size === 0) return new Map();
  const nodes = processes.filter(({ name }) => balancers.has(name));
  const states = await agent.ask('balancers', { nodes });
  return new Map(states.flatMap((state) => ('error' in state ? [] : [[state.node, statistics(state)]])));
}

function statistics({
  backends,
  queries,
  hits,
  misses,
  dropped,
}: Exclude<BalancerState, { error: string }>): BalancerStatistics {
  const asked = hits + misses;
  return { backends, queries, cacheHitRate: asked === 0 ? null : hits / asked, dropped };
}
