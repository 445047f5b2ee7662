import type { SiteLoad, StepLoad } from '../measure/load.ts';
import { percent } from './words.ts';

/** What a step cost the whole lab, and which share of the queries each site answered before, during and after it. */
export function loadText({ clients, queries, before, during, after }: StepLoad): string {
  const period = (name: string, loads: readonly SiteLoad[]) =>
    loads.length === 0
      ? []
      : [
          `${name} ${loads.map(({ site, queries }) => `${site ?? 'nobody'} ${percent(queries.count, queries.of)}`).join(', ')}`,
        ];
  const periods = [...period('before', before), ...period('during', during), ...period('after', after)];
  return `${clients.count} of ${clients.of} clients lost ${queries.count} of ${queries.of} queries (${percent(queries.count, queries.of)}). Load by site: ${periods.join('; ')}.`;
}
