/** Every client's figures of each step of a run: what its queries tell, beside what the routers' tables tell. */
import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import { siteNames } from '../plan/roles.ts';
import { beginningOf, instantOf, type Outcome, prefixesAskedFor } from './failover.ts';
import { controlPlaneTime } from './fib.ts';
import { adjacencyOf } from './forwarding.ts';
import { measureClient, type SampleSeries } from './outage.ts';
import type { RecordedRun, RunStep } from './run.ts';
import { seriesKey } from './samples.ts';

/** What one step meant for every client, sorted by client, service and IP version. */
export interface StepFigures {
  readonly step: RunStep;
  readonly outcomes: readonly Outcome[];
}

/**
 * Measures a run, step by step; the window of a step ends where the next one begins. The control plane has done its work
 * when a client's packets lead to the site that answers it at the end of the step; where none does, to any site that is
 * not away. When everything has been restored, they have to lead to where they led before the first step.
 */
export function measureRun(plan: LabPlan, run: RecordedRun): readonly StepFigures[] {
  const adjacency = adjacencyOf(plan);
  const sites = siteNames(plan);
  const homes = new Map<string, string>();
  return run.steps.map((step, index) => {
    const next = run.steps[index + 1]?.instants ?? [];
    const away = sitesAway(run.steps.slice(0, index + 1));
    const measure = (one: SampleSeries): readonly Outcome[] => {
      const instant = instantOf(plan, one, step.instants);
      const client = plan.nodes.find((node): node is ClientPlan => node.name === one.client);
      if (instant === undefined || client === undefined) return [];
      const until = beginningOf(plan, one, next);
      const fib = run.record.fib.filter((event) => event.at < until);
      const figures = measureClient(one, instant.before, { until });
      if (index === 0 && figures.siteBefore !== null) homes.set(seriesKey(one), figures.siteBefore);
      const home = step.action === 'restore' && away.size === 0 ? homes.get(seriesKey(one)) : undefined;
      const goal = home ?? figures.siteAfter;
      const controlPlane = controlPlaneTime(fib, adjacency, {
        family: one.family,
        prefixes: prefixesAskedFor(plan, one),
        router: client.router,
        faultAt: instant.before,
        sites: new Set(goal === null ? sites.filter((site) => !away.has(site)) : [goal]),
      });
      return [{ ...figures, controlPlane }];
    };
    return { step, outcomes: run.record.series.flatMap(measure) };
  });
}

/** The sites that are away after these steps. */
function sitesAway(steps: readonly RunStep[]): ReadonlySet<string> {
  const away = new Set<string>();
  for (const { action, target, site } of steps) {
    if (target === null) away.clear();
    else if (site === null) continue;
    else if (action === 'fault') away.add(site);
    else away.delete(site);
  }
  return away;
}
