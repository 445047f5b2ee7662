import type { ServerKind } from '../topology/topology.ts';
import type { FaultAction } from './action.ts';
import type { SiteTarget } from './target.ts';

/** The name under which each kind of server runs. */
export const SERVER_PROGRAMS = { nsd: 'nsd', bind: 'named', knot: 'knotd' } as const satisfies Record<
  ServerKind,
  string
>;

/** A signal to every server of a site. */
export function serverSignals(site: SiteTarget, signal: 'KILL' | 'STOP'): readonly FaultAction[] {
  return site.servers.map(({ name, kind }) => ({
    do: 'signal',
    node: name,
    programs: [SERVER_PROGRAMS[kind]],
    signal,
  }));
}
