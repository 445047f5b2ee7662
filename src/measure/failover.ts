/** Every client's figures of a failover and failback: what its queries tell, beside what the routers' tables tell. */
import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import { type ControlPlaneFigure, controlPlaneTime, type FibEvent } from './fib.ts';
import { adjacencyOf } from './forwarding.ts';
import { type ClientFigures, measureClient, type SampleSeries, seriesOf } from './outage.ts';
import { type QuerySample, seriesKey } from './samples.ts';

/** All that was seen during a run. */
export interface RunRecord {
  readonly samples: readonly QuerySample[];
  readonly fib: readonly FibEvent[];
}

/** When a prefix was withdrawn or announced, in µs of CLOCK_MONOTONIC. */
export interface ChangeInstant {
  readonly family: Family;
  readonly prefix: string;
  /** Just before the site's bgpd was told; figures count from here. */
  readonly before: number;
  /** Just after it had done so. */
  readonly after: number;
}

/** What was done during a run. */
export interface Failover {
  /** The site that went away. */
  readonly site: string;
  readonly fault: readonly ChangeInstant[];
  /** Empty where it was not brought back. */
  readonly restore: readonly ChangeInstant[];
}

/** What a change meant for one client, service and IP version. Times in µs. */
export interface Outcome extends ClientFigures {
  readonly controlPlane: ControlPlaneFigure;
}

/** Both halves of a run, sorted by client, service and IP version; `failback` is empty without a restore. */
export interface FailoverFigures {
  readonly failover: readonly Outcome[];
  readonly failback: readonly Outcome[];
}

/**
 * Measures a run. The control plane has done its work when a client's packets lead to another site than the one that
 * went away; after the restore, when they lead to the site that answered the client before the fault.
 */
export function measureFailover(plan: LabPlan, record: RunRecord, run: Failover): FailoverFigures {
  const sites = plan.nodes.filter((node) => node.role === 'edge').map((node) => node.name);
  const others = new Set(sites.filter((site) => site !== run.site));
  const until = run.restore.length === 0 ? Number.POSITIVE_INFINITY : earliest(run.restore);
  const failover = measureChange(plan, record, { instants: run.fault, until, allowed: () => others });
  if (run.restore.length === 0) return { failover, failback: [] };

  const homes = new Map(failover.map((outcome) => [seriesKey(outcome), outcome.siteBefore]));
  const failback = measureChange(plan, record, {
    instants: run.restore,
    until: Number.POSITIVE_INFINITY,
    allowed: (series) => new Set([homes.get(seriesKey(series)) ?? sites].flat()),
  });
  return { failover, failback };
}

/** The first of several instants. */
export function earliest(instants: readonly ChangeInstant[]): number {
  return Math.min(...instants.map((instant) => instant.before));
}

/** The instant of the change that a series was subject to; undefined where its prefix was left alone. */
export function instantOf(
  plan: LabPlan,
  series: { readonly service: string; readonly family: Family },
  instants: readonly ChangeInstant[],
): ChangeInstant | undefined {
  const service = plan.services.find(({ name }) => name === series.service);
  const prefix = service?.prefixes.find(({ family }) => family === series.family)?.prefix;
  return instants.find((instant) => instant.prefix === prefix);
}

interface Change {
  readonly instants: readonly ChangeInstant[];
  /** Queries sent, and routes changed, from here on belong to what came next. */
  readonly until: number;
  /** The sites at which the packets of a series may end afterwards. */
  readonly allowed: (series: SampleSeries) => ReadonlySet<string>;
}

function measureChange(plan: LabPlan, record: RunRecord, change: Change): readonly Outcome[] {
  const adjacency = adjacencyOf(plan);
  const fib = record.fib.filter((event) => event.at < change.until);
  return seriesOf(record.samples).flatMap((series) => {
    const instant = instantOf(plan, series, change.instants);
    const client = plan.nodes.find((node): node is ClientPlan => node.name === series.client);
    if (instant === undefined || client === undefined) return [];
    const figures = measureClient(series, instant.before, { until: change.until });
    const controlPlane = controlPlaneTime(fib, adjacency, {
      family: series.family,
      prefix: instant.prefix,
      router: client.router,
      faultAt: instant.before,
      sites: change.allowed(series),
    });
    return [{ ...figures, controlPlane }];
  });
}
