/** What has to be there before balancers that check their back ends are started. */
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { StartedNode } from './agent-requests.ts';

/** The longest that back ends are waited for, in s: a balancer that starts before them takes them in by itself, only later. */
const PATIENCE = 5;

/**
 * Waits until the back ends of balancers answer these, or for a while: a balancer that finds them dead when it starts looks again only after its
 * whole interval, and as often as `rise` says.
 */
export async function awaitBackends(agent: FabricAgent, balancers: readonly StartedNode[]): Promise<void> {
  const targets = balancers.flatMap(({ plan, pid }) =>
    plan.role !== 'balancer'
      ? []
      : plan.backends.map(({ address }) => ({
          ...{ name: plan.name, pid, address, zone: plan.check.name, newer: null },
        })),
  );
  await agent.ask('serials', { targets, timeout: PATIENCE });
}
