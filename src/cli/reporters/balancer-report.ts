import chalk from 'chalk';
import type { NodeStatus } from '../../lab/status.ts';
import { table } from './table.ts';

/** A line for each balancer that says how it is: its back ends, and what it has counted. Empty where there is none. */
export function reportBalancers(nodes: readonly NodeStatus[]): string {
  const rows = nodes.flatMap(({ node, balancer }) => {
    if (balancer === undefined) return [];
    const { backends, queries, cacheHitRate, dropped } = balancer;
    const shown = backends.map(({ name, up }) => (up ? name : chalk.red(`${name} is down`))).join(', ');
    const hits = cacheHitRate === null ? '-' : `${(100 * cacheHitRate).toFixed(1)} %`;
    return [[node, shown, String(queries), hits, String(dropped)]];
  });
  return rows.length === 0 ? '' : table(['BALANCER', 'BACK ENDS', 'QUERIES', 'FROM CACHE', 'DROPPED'], rows);
}
