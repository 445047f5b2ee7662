/** What is seen of a change to a lab, and what comes of it for a client. */
import { prefixesOf } from '../plan/announced.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import type { Family } from '../topology/topology.ts';
import type { ControlPlaneFigure, FibEvent } from './fib.ts';
import type { ClientFigures, SampleSeries } from './outage.ts';
import type { Shares } from './sharing.ts';
import type { HeldRecord } from './tcp/hold-events.ts';

/** All that was seen during a run. */
export interface RunRecord {
  /** Sorted by client, service and IP version. */
  readonly series: readonly SampleSeries[];
  readonly fib: readonly FibEvent[];
  /**
   * What users behind clients' own resolvers asked these, sorted by client and name: `service` is the name that was asked for.
   * Absent: no client has one.
   */
  readonly users?: readonly SampleSeries[];
  /** What became of the TCP connections that clients held; absent: they held none. */
  readonly held?: HeldRecord;
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

/** What a change meant for one client, service and IP version. Times in µs. */
export interface Outcome extends ClientFigures {
  readonly controlPlane: ControlPlaneFigure;
  /** Only of a client whose queries routers share among several sites. */
  readonly shares?: Shares;
}

/** Both halves of a run, sorted by client, service and IP version; `failback` is empty without a restore. */
export interface FailoverFigures {
  readonly failover: readonly Outcome[];
  readonly failback: readonly Outcome[];
}

/** The first of several instants, in µs; Infinity of none. */
export function earliest(instants: readonly ChangeInstant[]): number {
  return Math.min(...instants.map((instant) => instant.before));
}

/** When a change began for a series: that of its prefix, or the first of all where that was left alone. */
export function beginningOf(
  plan: LabPlan,
  series: { readonly service: string; readonly family: Family },
  instants: readonly ChangeInstant[],
): number {
  return instantOf(plan, series, instants)?.before ?? earliest(instants);
}

/** The instant of the change that a series was subject to, the first of several; undefined where its prefixes were left alone. */
export function instantOf(
  plan: LabPlan,
  series: { readonly service: string; readonly family: Family },
  instants: readonly ChangeInstant[],
): ChangeInstant | undefined {
  const prefixes = prefixesAskedFor(plan, series);
  return instants
    .filter(({ prefix }) => prefixes.includes(prefix))
    .toSorted((a, b) => a.before - b.before)[0];
}

/** The prefixes that hold the address which a series asks, the longest first. */
export function prefixesAskedFor(
  plan: LabPlan,
  { service, family }: { readonly service: string; readonly family: Family },
): readonly string[] {
  const asked = plan.services.find(({ name }) => name === service)?.prefixes ?? [];
  return asked.filter((each) => each.family === family).flatMap(({ address }) => prefixesOf(plan, address));
}
