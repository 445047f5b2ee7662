/** What the balancers of a lab have counted, and which of their back ends they take for alive. */

import type { Engine } from '../engine/connect.ts';
import type { BalancerState, FabricAgent } from '../engine/fabric-agent.ts';
import type { BalancerPlan } from '../plan/lab-plan.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';

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
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
): Promise<ReadonlyMap<string, BalancerStatistics>> {
  const balancers = lab.plan.nodes.filter((node): node is BalancerPlan => node.role === 'balancer');
  if (balancers.length === 0) return new Map();
  const nodes = await nodeProcesses(engine, lab, balancers);
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
