import chalk from 'chalk';
import type { SiteHealth } from '../../lab/site-health.ts';
import type { NodeStatus } from '../../lab/status.ts';
import { counted } from '../../report/words.ts';
import { table } from './table.ts';

/** How many servers a line names before it only counts them. */
const NAMED = 3;

/** A line for each site: how many of its servers are healthy, and its balancer, which are not, and what changed last. Empty without sites. */
export function reportHealth(nodes: readonly NodeStatus[]): string {
  const balancers = nodes.flatMap(({ node, role }) => (role === 'balancer' ? [node] : []));
  const rows = nodes.flatMap(({ node, health }) =>
    health === undefined ? [] : [[node, healthText(health, new Set(balancers)), lastChange(health)]],
  );
  return rows.length === 0 ? '' : table(['SITE', 'HEALTH OF SERVERS', 'LAST CHANGE'], rows);
}

function healthText(health: SiteHealth, balancers: ReadonlySet<string>): string {
  if (health === 'not checked') return health;
  if (health === 'unknown') return chalk.yellow(health);
  const checked = [...new Set(health.servers.map(({ server }) => server))];
  const bad = health.servers.filter(({ healthy }) => !healthy);
  const out = new Set(bad.map(({ server }) => server));
  const shown = bad.slice(0, NAMED).map(({ server, prefix, lastError, behind }) => {
    const why = lastError === null ? '' : ` (${lastError})`;
    return `${server} out of ${behind ?? prefix}${why}`;
  });
  const rest = bad.length > NAMED ? [`${bad.length - NAMED} more`] : [];
  const tally = (what: string, names: readonly string[]): readonly string[] => {
    const good = names.filter((name) => !out.has(name));
    return names.length === 0 ? [] : [`${good.length} of ${counted(names.length, what)}`];
  };
  const healthy = `${[
    ...tally(
      'server',
      checked.filter((name) => !balancers.has(name)),
    ),
    ...tally(
      'balancer',
      checked.filter((name) => balancers.has(name)),
    ),
  ].join(', ')} healthy`;
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
