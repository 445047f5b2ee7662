/** What the health check in a site's router says (images/router/health/state.py). */
import type { Family } from '../topology/topology.ts';

export interface HealthReport {
  readonly checks: readonly {
    readonly server: string;
    readonly prefix: string;
    readonly family: Family;
    readonly healthy: boolean;
    /** Since when it has been so, in µs of CLOCK_MONOTONIC. */
    readonly since: number;
    /** The same by the clock on the wall (ISO 8601). */
    readonly sinceWall: string;
    /** Why the last check failed; null: it did not. */
    readonly lastError: string | null;
    /** The balancer that it is a back end of. Absent: it is a next hop of the prefix. */
    readonly behind?: string;
  }[];
  /** The last fifty, oldest first. */
  readonly changes: readonly {
    /** µs of CLOCK_MONOTONIC. */
    readonly at: number;
    /** ISO 8601. */
    readonly wall: string;
    readonly server: string;
    readonly prefix: string;
    readonly healthy: boolean;
    readonly reason: string;
  }[];
  /** The prefixes without a healthy server, where the last site is to stay. Absent: it is not, or nothing was found yet. */
  readonly phases?: Readonly<Record<string, 'leaving' | 'gone'>>;
  /** When it was written, in µs of CLOCK_MONOTONIC: every second, or every interval where that is longer. */
  readonly beat: number;
  /** When it was read, in µs of CLOCK_MONOTONIC. */
  readonly now: number;
}
