import type { ServerPlan } from '../plan/lab-plan.ts';
import type { ServerKind } from '../topology/topology.ts';
import type { FaultAction } from './action.ts';

/** The name under which each kind of server runs. */
export const SERVER_PROGRAMS = {
  nsd: 'nsd',
  bind: 'named',
  knot: 'knotd',
  unbound: 'unbound',
} as const satisfies Record<ServerKind, string>;

/** A signal to each of some servers. */
export function serverSignals(
  servers: readonly ServerPlan[],
  signal: 'KILL' | 'STOP',
): readonly FaultAction[] {
  return servers.map(({ name, kind }) => ({
    do: 'signal',
    node: name,
    programs: [SERVER_PROGRAMS[kind]],
    signal,
  }));
}
