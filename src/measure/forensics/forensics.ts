/** Every lost query of a run followed over the links of the lab, and what happened around it. */

import type { LabPlan } from '../../plan/lab-plan.ts';
import { isRouter } from '../../plan/roles.ts';
import { prefixesAskedFor } from '../failover.ts';
import { adjacencyOf } from '../forwarding.ts';
import { isLost } from '../outage.ts';
import type { RecordedRun } from '../run.ts';
import { countVerdicts, lossesByStep, type VerdictCount } from './counts.ts';
import { fibHistory } from './fib-history.ts';
import { type Evidence, queryKey } from './sightings.ts';
import { awayAt, siteOfNode } from './sites.ts';
import { type HealthSighting, mergeTimeline, type TimelineEvent } from './timeline.ts';
import { judge, type LostQuery, type VerdictContext } from './verdict.ts';

/** What a capture of all links came to. */
export interface CapturedPackets {
  readonly evidence: Evidence;
  /** How many were written. */
  readonly packets: number;
  /** How many were seen and could not be written. */
  readonly dropped: number;
  /** Whether it ended before the run did, as its file could not grow any further. */
  readonly full: boolean;
  /** When it began and ended, in µs of CLOCK_MONOTONIC. */
  readonly from: number;
  readonly until: number;
  /** By how much CLOCK_REALTIME, which stamps packets, moved against CLOCK_MONOTONIC meanwhile, in µs. */
  readonly clockShift: number;
}

export const FORENSICS_INVALIDITIES = ['packets-dropped', 'capture-full', 'clock-set'] as const;

/** Why verdicts are not to be believed. */
export type ForensicsInvalidity = { readonly reason: (typeof FORENSICS_INVALIDITIES)[number] } & (
  | { readonly reason: 'packets-dropped'; readonly dropped: number; readonly packets: number }
  | { readonly reason: 'capture-full'; readonly packets: number }
  | { readonly reason: 'clock-set'; readonly shift: number }
);

export interface Forensics {
  /** Empty: the verdicts stand. */
  readonly invalid: readonly ForensicsInvalidity[];
  readonly packets: number;
  /** One for each lost query of the run, in the order of sending. */
  readonly losses: readonly LostQuery[];
  /** One for each step of the run. For each client, service and IP version they sum to the lost queries of its figures. */
  readonly counts: readonly (readonly VerdictCount[])[];
  readonly timeline: readonly TimelineEvent[];
}

/** What packets and samples may differ by before they cannot be put on one clock any more, in µs. */
const CLOCK_RESOLUTION = 1000;

/**
 * Says what became of every query that a run lost.
 * @param health what health checks have found to change, before the run too
 */
export function investigate(
  plan: LabPlan,
  run: RecordedRun,
  captured: CapturedPackets,
  health: readonly HealthSighting[],
): Forensics {
  const context = contextOf(plan, run, captured);
  const losses = run.record.series
    .flatMap(({ samples }) => samples.filter(isLost))
    .sort((a, b) => a.sentAt - b.sentAt)
    .map((sample) => judge(sample, captured.evidence.sightings.get(queryKey(sample)) ?? [], context));
  const { packets, dropped, full, clockShift, from, until } = captured;
  return {
    invalid: [
      ...(dropped === 0 ? [] : [{ reason: 'packets-dropped', dropped, packets } as const]),
      ...(full ? [{ reason: 'capture-full', packets } as const] : []),
      ...(Math.abs(clockShift) <= CLOCK_RESOLUTION
        ? []
        : [{ reason: 'clock-set', shift: clockShift } as const]),
    ],
    packets,
    losses,
    counts: lossesByStep(plan, run, losses).map(countVerdicts),
    timeline: mergeTimeline(
      plan,
      run,
      captured.evidence.bgp,
      losses,
      health.filter(({ at }) => at >= from && at <= until),
    ),
  };
}

function contextOf(plan: LabPlan, run: RecordedRun, { from, until }: CapturedPackets): VerdictContext {
  return {
    fib: fibHistory(run.record.fib, adjacencyOf(plan)),
    away: awayAt(run.steps),
    sites: siteOfNode(plan),
    routers: new Set(plan.nodes.filter(isRouter).map(({ name }) => name)),
    members: new Map(plan.links.map((link) => [link.name, link.ports.map(({ node }) => node)])),
    prefixesOf: (sample) => prefixesAskedFor(plan, sample),
    timeout: run.timeout * 1000,
    covered: { from, until },
  };
}
