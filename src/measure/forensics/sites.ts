/** Which sites are away when, and what belongs to them. */
import type { LabPlan } from '../../plan/lab-plan.ts';
import { siteNames, siteOfServer } from '../../plan/roles.ts';
import type { RunStep } from '../run.ts';

/** Whether a site is away at an instant: from when its fault began to take effect until its restore had done so. */
export type AwayAt = (site: string, at: number) => boolean;

export function awayAt(steps: readonly RunStep[]): AwayAt {
  const spans: { readonly site: string; readonly from: number; until: number }[] = [];
  for (const { action, site, instants } of steps) {
    if (site === null || instants.length === 0) continue;
    if (action === 'fault')
      spans.push({
        site,
        from: Math.min(...instants.map(({ before }) => before)),
        until: Number.POSITIVE_INFINITY,
      });
    else {
      const back = Math.max(...instants.map(({ after }) => after));
      for (const span of spans) if (span.site === site) span.until = Math.min(span.until, back);
    }
  }
  return (site, at) => spans.some((span) => span.site === site && at >= span.from && at < span.until);
}

/** The site that each edge router and server belongs to. */
export function siteOfNode(plan: LabPlan): ReadonlyMap<string, string> {
  return new Map([...siteOfServer(plan), ...siteNames(plan).map((site) => [site, site] as const)]);
}
