/** Every client's figures of each step of a run: what its queries tell, beside what the routers' tables tell. */
import { entrancesTo } from '../plan/entrances.ts';
import type { ClientPlan, LabPlan } from '../plan/lab-plan.ts';
import { sharesQueries, siteNames } from '../plan/roles.ts';
import { sitesIn } from '../topology/shared-sites.ts';
import type { FaultKind } from '../topology/topology.ts';
import { beginningOf, instantOf, type Outcome, prefixesAskedFor } from './failover.ts';
import { type ControlPlaneQuery, controlPlaneTime, sitesReached } from './fib.ts';
import { adjacencyOf, withoutLinks } from './forwarding.ts';
import { measureClient, type SampleSeries } from './outage.ts';
import type { RecordedRun, RunStep } from './run.ts';
import { seriesKey } from './samples.ts';
import { measureShared, type Sharers } from './sharing.ts';

/** What one step meant for every client, sorted by client, service and IP version. */
export interface StepFigures {
  readonly step: RunStep;
  readonly outcomes: readonly Outcome[];
}

/**
 * Measures a run, step by step; the window of a step ends where the next one begins. The control plane has done its work
 * when a client's packets lead to the site that answers it at the end of the step; where none does, to any site that is
 * not away, and over no link that is cut. When everything has been restored, they have to lead to where they led before the first step. A client whose packets the
 * routers' tables share among several sites, before the step or at its end, is measured flow by flow (sharing.ts), unless all of its
 * queries are one flow to the routers: then the tables do not say which of these sites it comes to.
 */
export function measureRun(plan: LabPlan, run: RecordedRun): readonly StepFigures[] {
  const adjacency = adjacencyOf(plan);
  const sites = siteNames(plan);
  const entrances = entrancesTo(plan);
  const homes = new Map<string, string>();
  /** When each client had settled last, in µs. */
  const settled = new Map<string, number>();
  return run.steps.map((step, index) => {
    const next = run.steps[index + 1]?.instants ?? [];
    const away = sitesAway(run.steps.slice(0, index + 1));
    const standing = withoutLinks(plan, adjacency, linksCut(run.steps.slice(0, index + 1)));
    const measure = (one: SampleSeries): readonly Outcome[] => {
      const instant = instantOf(plan, one, step.instants);
      const client = plan.nodes.find((node): node is ClientPlan => node.name === one.client);
      if (instant === undefined || client === undefined) return [];
      const until = beginningOf(plan, one, next);
      const fib = run.record.fib.filter((event) => event.at < until);
      const flow = { family: one.family, prefixes: prefixesAskedFor(plan, one), router: client.router };
      const reached = (at: number) => sitesReached(fib, adjacency, flow, at);
      const sharers = { before: reached(instant.before), after: reached(until) };
      const since = settled.get(seriesKey(one));
      const figures =
        isShared(sharers) && sharesQueries(plan)
          ? measureShared(one, instant.before, { until, sharers, ...(since === undefined ? {} : { since }) })
          : measureClient(one, instant.before, { until });
      settled.set(seriesKey(one), instant.before + (figures.settleTime ?? 0));
      if (index === 0 && figures.siteBefore !== null) homes.set(seriesKey(one), figures.siteBefore);
      const home = step.action === 'restore' && away.size === 0 ? homes.get(seriesKey(one)) : undefined;
      const goal = home ?? figures.siteAfter;
      const controlPlane = controlPlaneTime(fib, standing, {
        ...flow,
        faultAt: instant.before,
        ...(goal === null
          ? { sites: new Set(sites.filter((site) => !away.has(site))) }
          : leadingTo(
              sharesQueries(plan) || sharers.after.length < 2 ? sitesIn(goal) : sharers.after,
              entrances,
            )),
      });
      return [{ ...figures, controlPlane }];
    };
    return { step, outcomes: run.record.series.flatMap(measure) };
  });
}

/** The kinds of fault by which nothing passes a link any more. */
const CUTTING: ReadonlySet<FaultKind> = new Set(['link-down', 'blackhole']);

/** What was done to in such a way, sites or links, and has not been restored. */
function linksCut(steps: readonly RunStep[]): ReadonlySet<string> {
  const cut = new Set<string>();
  for (const { action, kind, target } of steps) {
    if (target === null) cut.clear();
    else if (action === 'restore') cut.delete(target);
    else if (CUTTING.has(kind)) cut.add(target);
  }
  return cut;
}

/** Where packets have to come to so that these sites answer them: to each of them, or to any that asks their servers. */
function leadingTo(
  answering: readonly string[],
  entrances: ReadonlyMap<string, readonly string[]>,
): Pick<ControlPlaneQuery, 'sites' | 'all'> {
  const sites = new Set(answering.flatMap((site) => entrances.get(site) ?? [site]));
  return { sites, all: sites.size === answering.length };
}

function isShared({ before, after }: Sharers): boolean {
  return before.length > 1 || after.length > 1;
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
