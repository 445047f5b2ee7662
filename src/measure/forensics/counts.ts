/** Verdicts counted: how many of a client's lost queries went which way. */

import type { LabPlan } from '../../plan/lab-plan.ts';
import { beginningOf, instantOf } from '../failover.ts';
import { lostQueries } from '../outage.ts';
import type { RecordedRun } from '../run.ts';
import { seriesKey } from '../samples.ts';
import { queryKey } from './sightings.ts';
import type { LostQuery } from './verdict.ts';

/** So many lost queries of one client, service and IP version that share a fate and a place. */
export interface VerdictCount
  extends Pick<LostQuery, 'client' | 'service' | 'family' | 'verdict' | 'cause' | 'where'> {
  readonly lost: number;
}

/** Counts verdicts, the most frequent first within each client, service and IP version. */
export function countVerdicts(losses: readonly LostQuery[]): readonly VerdictCount[] {
  const counts = new Map<string, VerdictCount>();
  for (const { client, service, family, verdict, cause, where } of losses) {
    const key = JSON.stringify([client, service, family, verdict, cause, where]);
    const known = counts.get(key);
    counts.set(key, {
      ...{ client, service, family, verdict, where },
      ...(cause === undefined ? {} : { cause }),
      lost: (known?.lost ?? 0) + 1,
    });
  }
  const place = (count: VerdictCount): string => `${count.verdict} ${count.cause ?? ''} ${count.where ?? ''}`;
  return [...counts.values()].sort(
    (a, b) => compare(seriesKey(a), seriesKey(b)) || b.lost - a.lost || compare(place(a), place(b)),
  );
}

/**
 * The losses that each step of a run is charged with: just those that its figures count (`measureRun`), so that they sum to
 * its lost queries. One that was under way as the next step began belongs to that, as it does there; one from before the
 * first step to none.
 */
export function lossesByStep(
  plan: LabPlan,
  run: RecordedRun,
  losses: readonly LostQuery[],
): readonly (readonly LostQuery[])[] {
  const byQuery = new Map(losses.map((loss) => [queryKey(loss), loss]));
  const { series } = run.record;
  return run.steps.map((step, index) => {
    const next = run.steps[index + 1]?.instants ?? [];
    return series.flatMap((one) => {
      const instant = instantOf(plan, one, step.instants);
      if (instant === undefined) return [];
      const until = beginningOf(plan, one, next);
      return lostQueries(one, instant.before, { until }).flatMap(
        (sample) => byQuery.get(queryKey(sample)) ?? [],
      );
    });
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
