/** Every client's figures of one change to the lab: what its queries tell, beside what the routers' tables tell. */
import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import { type ControlPlaneFigure, controlPlaneTime, type FibEvent } from './fib.ts';
import { adjacencyOf } from './forwarding.ts';
import { type ClientFigures, measureClient, type SampleSeries, seriesOf } from './outage.ts';
import type { QuerySample } from './samples.ts';

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

export interface Change {
  readonly instants: readonly ChangeInstant[];
  /** Queries sent from here on belong to what came next; absent: to the end of the record. */
  readonly until?: number;
  /** The sites at which the packets of a series may end afterwards. */
  readonly allowed: (series: SampleSeries) => ReadonlySet<string>;
}

/** What a change meant for one client, service and IP version. Times in µs. */
export interface Outcome extends ClientFigures {
  readonly controlPlane: ControlPlaneFigure;
}

/** Measures a change for every series of the record whose prefix it is about. */
export function measureChange(plan: LabPlan, record: RunRecord, change: Change): readonly Outcome[] {
  const adjacency = adjacencyOf(plan);
  return seriesOf(record.samples).flatMap((series) => {
    const instant = instantFor(plan, series, change.instants);
    const client = plan.nodes.find((node): node is ClientPlan => node.name === series.client);
    if (instant === undefined || client === undefined) return [];
    const until = change.until === undefined ? {} : { until: change.until };
    const figures = measureClient(series, instant.before, until);
    const controlPlane = controlPlaneTime(eventsUntil(record.fib, change.until), adjacency, {
      family: series.family,
      prefix: instant.prefix,
      router: client.router,
      faultAt: instant.before,
      sites: change.allowed(series),
    });
    return [{ ...figures, controlPlane }];
  });
}

function eventsUntil(events: readonly FibEvent[], until = Number.POSITIVE_INFINITY): readonly FibEvent[] {
  return events.filter((event) => event.at < until);
}

function instantFor(
  plan: LabPlan,
  series: SampleSeries,
  instants: readonly ChangeInstant[],
): ChangeInstant | undefined {
  const service = plan.services.find(({ name }) => name === series.service);
  const prefix = service?.prefixes.find(({ family }) => family === series.family)?.prefix;
  return instants.find((instant) => instant.prefix === prefix);
}
