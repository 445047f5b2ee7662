import chalk from 'chalk';
import type { SiteHealth } from '../../lab/site-health.ts';
import type { NodeStatus } from '../../lab/status.ts';
import { counted } from '../../report/words.ts';
import { table } from './table.ts';

/** How many servers a line names before it only counts them. */
const NAMED = 3;

/** A line for each site: how many of its servers are healthy, which are not, and what changed last. Empty without sites. */
export function reportHealth(nodes: readonly NodeStatus[]): string {
  const rows = nodes.flatMap(({ node, health }) =>
    health === undefined ? [] : [[node, healthText(health), lastChange(health)]],
  );
  return rows.length === 0 ? '' : table(['SITE', 'HEALTH OF SERVERS', 'LAST CHANGE'], rows);
}

function healthText(health: SiteHealth): string {
  if (health === 'not checked') return health;
  if (health === 'unknown') return chalk.yellow(health);
  const servers = new Set(health.servers.map(({ server }) => server));
  const bad = health.servers.filter(({ healthy }) => !healthy);
  const out = new Set(bad.map(({ server }) => server));
  const shown = bad.slice(0, NAMED).map(({ server, prefix, lastError, behind }) => {
    const why = lastError === null ? '' : ` (${lastError})`;
    return `${server} out of ${behind ?? prefix}${why}`;
  });
  const rest = bad.length > NAMED ? [`${bad.length - NAMED} more`] : [];
  const healthy = `${servers.size - out.size} of ${counted(servers.size, 'server')} healthy`;
  const { staying = [] } = health;
  const stays = staying.length === 0 ? [] : [`stays as the last choice for ${staying.join(', ')}`];
  const problems = [...shown, ...rest, ...stays];
  return problems.length === 0 ? healthy : [healthy, chalk.red(problems.join(', '))].join(', ');
}

function lastChange(health: SiteHealth): string {
  if (typeof health === 'string') return '';
  const { lastChange: last } = health;
  if (last === null) return 'none';
  return `${age(last.age)} ago: ${last.server} ${last.healthy ? 'back in' : 'out of'} ${last.prefix}`;
}

/** `12.3 s`, `5 min`, `3 h`. */
function age(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
