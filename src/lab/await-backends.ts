/** What has to be there before balancers that check their back ends are started. */
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { StartedNode } from './agent-requests.ts';
import { left } from './await-zones.ts';

/** The longest that back ends are waited for, in s: a balancer that starts before them takes them in by itself, only later. */
const PATIENCE = 5;

/**
 * Waits until the back ends of balancers serve them, for a while and until the deadline at most: a balancer that finds them dead when it starts looks again only after its
 * whole interval, and as often as `rise` says.
 */
export async function awaitBackends(
  agent: FabricAgent,
  balancers: readonly StartedNode[],
  deadline: number,
): Promise<void> {
  const targets = balancers.flatMap(({ plan, pid }) =>
    plan.role !== 'balancer'
      ? []
      : plan.backends.map(({ address }) => ({
          ...{ name: plan.name, pid, address, zone: plan.check.name },
          // A server without its zones yet answers, too, but has no serial.
          newer: plan.check.type === 'SOA' ? -1 : null,
        })),
  );
  await agent.ask('serials', { targets, timeout: Math.min(PATIENCE, left(deadline)) });
}
