/** The health of a site's servers as its router's health check sees it. Pure. */
import type { HealthReport } from '../engine/health-report.ts';
import type { RouterPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';

/** One server and one prefix: healthy, it is in the route of the prefix or, as a back end, in its site's balancer. */
export interface ServerHealth {
  readonly server: string;
  readonly prefix: string;
  readonly family: Family;
  readonly healthy: boolean;
  /** ISO 8601. */
  readonly since: string;
  /** Why the last check failed; null: it did not. */
  readonly lastError: string | null;
  /** The balancer that it is a back end of. Absent: it is a next hop of the prefix. */
  readonly behind?: string;
}

export interface HealthChange {
  readonly server: string;
  readonly prefix: string;
  readonly healthy: boolean;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
  /** How long ago, in s. */
  readonly age: number;
}

/** `not checked`: the topology says `health: none`. `unknown`: the router, or its health check, says nothing, or nothing any more. */
export type SiteHealth =
  | 'not checked'
  | 'unknown'
  | {
      readonly servers: readonly ServerHealth[];
      readonly lastChange: HealthChange | null;
      /** Prefixes without a healthy server that stay announced as everybody's last choice. Absent: none. */
      readonly staying?: readonly string[];
    };

/** How much longer than its interval a health check that lives may be silent, on a busy machine too; s. */
const SILENCE = 5;

/** @param report absent: the router does not run; null: its health check has said nothing */
export function siteHealth(router: RouterPlan, report: HealthReport | null | undefined): SiteHealth {
  if (router.health === null) return 'not checked';
  if (report === null || report === undefined) return 'unknown';
  if (report.now - report.beat > (router.health.interval + SILENCE) * 1_000_000) return 'unknown';
  const last = report.changes.at(-1);
  const staying = Object.entries(report.phases ?? {}).flatMap(([prefix, phase]) =>
    phase === 'leaving' ? [prefix] : [],
  );
  return {
    servers: report.checks.map(({ server, prefix, family, healthy, sinceWall, lastError, behind }) => ({
      server,
      prefix,
      family,
      healthy,
      since: sinceWall,
      lastError,
      ...(behind === undefined ? {} : { behind }),
    })),
    lastChange:
      last === undefined
        ? null
        : {
            server: last.server,
            prefix: last.prefix,
            healthy: last.healthy,
            reason: last.reason,
            at: last.wall,
            age: (report.now - last.at) / 1_000_000,
          },
    ...(staying.length === 0 ? {} : { staying }),
  };
}
