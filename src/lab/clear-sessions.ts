/** Sessions that routers have ended for good, begun anew. */
import type { Mended, NodeProcess, NotMended } from '../engine/agent-messages.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { LabPlan, NodePlan } from '../plan/lab-plan.ts';
import { isRouter } from '../plan/roles.ts';
import { FRR_CONF, renderFrrConf } from '../render/frr-conf.ts';
import { sessionStatus } from './session-status.ts';

/**
 * Begins those sessions of some routers anew that `maximum-prefix` has ended: FRR keeps them down until somebody does, whatever the neighbour
 * would send by now. One that sends too much still ends again.
 */
export async function clearSessions(
  plan: LabPlan,
  agent: FabricAgent,
  nodes: readonly NodePlan[],
  processes: readonly NodeProcess[],
): Promise<{ readonly mended: readonly Mended[]; readonly failed: readonly NotMended[] }> {
  const limiting = nodes
    .filter(isRouter)
    .filter(({ neighbors }) => neighbors.some(({ policy }) => policy.maximumPrefix !== undefined));
  const running = limiting.flatMap((router) => {
    const process = processes.find(({ name }) => name === router.name);
    return process === undefined ? [] : [{ router, process }];
  });
  if (running.length === 0) return { mended: [], failed: [] };
  const states = await agent.ask('look', {
    routers: running.map(({ process }) => ({ ...process, prefixes: [] })),
  });
  const ended = running.flatMap(({ router, process }) => {
    const state = states.find(({ node }) => node === router.name);
    if (state === undefined || 'error' in state) return [];
    const sessions = sessionStatus(router, state.sessions).filter(({ beyond }) => beyond !== undefined);
    return sessions.length === 0 ? [] : [{ router, process, sessions }];
  });
  if (ended.length === 0) return { mended: [], failed: [] };
  const done = await agent.ask('configure', {
    routers: ended.map(({ router, process, sessions }) => ({
      ...process,
      daemon: 'bgpd' as const,
      ...{ path: FRR_CONF, content: renderFrrConf(plan, router), changes: [] },
      reset: sessions.map(({ address }) => address),
    })),
  });
  return {
    mended: done.flatMap((each) =>
      'error' in each
        ? []
        : (ended.find(({ router }) => router.name === each.node)?.sessions ?? []).map(
            ({ neighbor, family }) => ({
              ...{ what: `session with ${neighbor} (IPv${family}) begun anew`, node: each.node },
              ...{ before: each.before, after: each.after },
            }),
          ),
    ),
    failed: done.flatMap((each) => ('error' in each ? [{ node: each.node, reason: each.error }] : [])),
  };
}
