/** BGP sessions that are down, each once though both its ends may say so. */
import type { Engine } from '../engine/connect.ts';
import type { FabricAgent } from '../engine/fabric-agent.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { type SessionStatus, sessionStatus } from './session-status.ts';

/** As one of its ends sees it: the one that knows more of it. */
export interface SessionDown extends Pick<SessionStatus, 'neighbor' | 'family' | 'state' | 'beyond'> {
  readonly router: string;
}

/** Asks those of some routers that run and answer. */
export async function sessionsDown(
  engine: Engine,
  lab: Lab,
  agent: FabricAgent,
  routers: readonly RouterPlan[],
): Promise<readonly SessionDown[]> {
  const processes = await nodeProcesses(engine, lab, routers);
  const states = await agent.ask('look', {
    routers: processes.map((process) => ({ ...process, prefixes: [] })),
  });
  const down = states.flatMap((state) => {
    const router = routers.find(({ name }) => name === state.node);
    if (router === undefined || 'error' in state) return [];
    return sessionStatus(router, state.sessions)
      .filter((session) => session.state !== 'Established')
      .map(({ address: _, relationship: __, ...rest }): SessionDown => ({ router: router.name, ...rest }));
  });
  const byEnds = new Map<string, SessionDown>();
  for (const session of down) {
    const key = `${[session.router, session.neighbor].toSorted().join(' ')} ${session.family}`;
    if (session.beyond !== undefined || !byEnds.has(key)) byEnds.set(key, session);
  }
  return [...byEnds.values()];
}
