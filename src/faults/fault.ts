import type { ServerPlan } from '../plan/lab-plan.ts';
import type { FaultSpec } from '../topology/topology.ts';
import type { FaultAction } from './action.ts';
import type { FaultTarget, SiteTarget } from './target.ts';

/**
 * One way in which a site goes away. It takes effect with its first action. However it was applied, it is undone by
 * looking at what is there: `restore` brings containers, wiring, carrier, frames, processes and announcements back.
 */
export interface Fault {
  /** What is done, in a few words. */
  readonly summary: string;
  /** What then brings the clients away. */
  readonly noticedBy: string;
  /** Whether clients are expected to leave the site: a run waits for that. */
  readonly moves: boolean;
  /** Whether it is over by itself, and leaves nothing in force. */
  readonly passes?: true;
  readonly apply:
    | { readonly to: 'site'; readonly actions: (site: SiteTarget, spec: FaultSpec) => readonly FaultAction[] }
    /** All servers of a site, or one. */
    | {
        readonly to: 'servers';
        readonly actions: (servers: readonly ServerPlan[]) => readonly FaultAction[];
      }
    | {
        readonly to: 'any';
        readonly actions: (target: FaultTarget, spec: FaultSpec) => readonly FaultAction[];
      };
}
