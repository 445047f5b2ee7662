/** A step's load in words and as a table. */
import type { StepLoad } from '../measure/load.ts';
import type { SiteLoad } from '../measure/site-load.ts';
import type { Table } from './figure-rows.ts';
import { percent } from './words.ts';

/** What a step cost the whole lab. */
export function lossText({ clients, queries }: StepLoad): string {
  return `${clients.count} of ${clients.of} clients lost ${queries.count} of ${queries.of} queries (${percent(queries.count, queries.of)}).`;
}

/** The same, and which share of the queries each site answered before, during and after it. */
export function loadText(load: StepLoad): string {
  const period = (name: string, loads: readonly SiteLoad[]) =>
    loads.length === 0
      ? []
      : [
          `${name} ${loads.map(({ site, queries }) => `${site ?? 'nobody'} ${percent(queries.count, queries.of)}`).join(', ')}`,
        ];
  const periods = [
    ...period('before', load.before),
    ...period('during', load.during),
    ...period('after', load.after),
  ];
  return `${lossText(load)} Load by site: ${periods.join('; ')}.`;
}

/** A row for each site that answered anything, and for nobody; a period that did not take place is empty. */
export function loadTable({ before, during, after }: StepLoad): Table {
  const periods = [before, during, after];
  const sites = [...new Set(periods.flatMap((loads) => loads.map(({ site }) => site)))].sort(
    (a, b) => Number(a === null) - Number(b === null) || ((a ?? '') < (b ?? '') ? -1 : 1),
  );
  const cell = (loads: readonly SiteLoad[], site: string | null) => {
    if (loads.length === 0) return '–';
    const queries = loads.find((each) => each.site === site)?.queries;
    return queries === undefined ? '0 %' : percent(queries.count, queries.of);
  };
  return {
    head: ['Site', 'Before', 'During', 'After'],
    rows: sites.map((site) => [site ?? 'nobody', ...periods.map((loads) => cell(loads, site))]),
  };
}
