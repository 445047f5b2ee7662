/** Everything that happened in a run, on one clock: what was done, what BGP said, what routers did, what clients lost. */
import type { LabPlan } from '../../plan/lab-plan.ts';
import { earliest } from '../failover.ts';
import { adjacencyOf } from '../forwarding.ts';
import { isLost } from '../outage.ts';
import type { RecordedRun } from '../run.ts';
import type { BgpSighting } from './bgp-sightings.ts';
import { countVerdicts } from './counts.ts';
import { nextHops, routeKey } from './fib-history.ts';
import { queryKey } from './sightings.ts';
import type { LostQuery } from './verdict.ts';

/** Causes before their effects, where the clock cannot tell them apart. */
export const TIMELINE_KINDS = ['fault', 'restore', 'health', 'bgp', 'fib', 'loss'] as const;

export interface TimelineEvent {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  readonly kind: (typeof TIMELINE_KINDS)[number];
  /** The node that did it; of a fault its target, of a loss the client. */
  readonly node: string;
  readonly text: string;
}

/** A site's health check changed its mind about a server. */
export interface HealthSighting {
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  /** The site's router, where the check runs. */
  readonly node: string;
  readonly server: string;
  readonly prefix: string;
  /** From here on the server is in the route of the prefix. */
  readonly healthy: boolean;
  readonly reason: string;
}

/** Merges what a run recorded with what was seen on its links, in the order of time. */
export function mergeTimeline(
  plan: LabPlan,
  run: RecordedRun,
  bgp: readonly BgpSighting[],
  losses: readonly LostQuery[],
  health: readonly HealthSighting[],
): readonly TimelineEvent[] {
  const events = [
    ...stepEvents(run),
    ...health.map(healthEvent),
    ...bgp.map(bgpEvent),
    ...fibEvents(plan, run),
    ...lossEvents(run, losses),
  ];
  return events.sort(
    (a, b) => a.at - b.at || TIMELINE_KINDS.indexOf(a.kind) - TIMELINE_KINDS.indexOf(b.kind),
  );
}

function stepEvents({ steps }: RecordedRun): readonly TimelineEvent[] {
  return steps
    .filter(({ instants }) => instants.length > 0)
    .map(({ action, kind, target, instants }) => ({
      ...{ at: earliest(instants), kind: action, node: target ?? 'the lab' },
      text: action === 'fault' ? kind : target === null ? 'everything undone' : `${kind} undone`,
    }));
}

function healthEvent({ at, node, server, prefix, healthy, reason }: HealthSighting): TimelineEvent {
  return {
    at,
    kind: 'health',
    node,
    text: `${server} ${healthy ? 'back in' : 'out of'} ${prefix}: ${reason}`,
  };
}

function bgpEvent({ at, node, peer, text }: BgpSighting): TimelineEvent {
  return { at, kind: 'bgp', node, text: `to ${peer}: ${text}` };
}

/** Changes only: what a table held when the run began, and a route that was set to what it was, is no event. */
function fibEvents(plan: LabPlan, { record }: RecordedRun): readonly TimelineEvent[] {
  const adjacency = adjacencyOf(plan);
  const last = new Map<string, string>();
  return record.fib
    .toSorted((a, b) => a.at - b.at)
    .flatMap((event): readonly TimelineEvent[] => {
      const hops = nextHops(adjacency, event.node, event.interfaces).join(', ');
      const key = routeKey(event);
      const before = last.get(key);
      last.set(key, hops);
      if (before === undefined || before === hops) return [];
      const text = hops === '' ? `no route to ${event.prefix}` : `${event.prefix} via ${hops}`;
      return [{ at: event.at, kind: 'fib', node: event.node, text }];
    });
}

/** Queries that were lost one after another are one event, at the sending of the first. */
function lossEvents({ record }: RecordedRun, losses: readonly LostQuery[]): readonly TimelineEvent[] {
  const byQuery = new Map(losses.map((loss) => [queryKey(loss), loss]));
  return record.series.flatMap((series) => {
    const rows: LostQuery[][] = [];
    let row: LostQuery[] | undefined;
    for (const sample of series.samples.toSorted((a, b) => a.sentAt - b.sentAt)) {
      const loss = isLost(sample) ? byQuery.get(queryKey(sample)) : undefined;
      if (loss === undefined) {
        row = undefined;
        continue;
      }
      if (row === undefined) {
        row = [];
        rows.push(row);
      }
      row.push(loss);
    }
    return rows.flatMap((row): readonly TimelineEvent[] => {
      const [first] = row;
      const last = row.at(-1);
      if (first === undefined || last === undefined) return [];
      const fates = countVerdicts(row).map(({ lost, verdict, cause, where }) =>
        [
          String(lost),
          verdict,
          ...(cause === undefined ? [] : [`(${cause})`]),
          ...(where === null ? [] : [where]),
        ].join(' '),
      );
      const span = row.length === 1 ? '' : ` in ${Math.round((last.sentAt - first.sentAt) / 1000)} ms`;
      const what = `${row.length} IPv${first.family} ${row.length === 1 ? 'query' : 'queries'} lost${span}`;
      return [{ at: first.sentAt, kind: 'loss', node: first.client, text: `${what}: ${fates.join(', ')}` }];
    });
  });
}
