/** How much of a lab is as it should be. Pure. */
import type { LinkCondition } from '../plan/link-condition.ts';
import type { NodeStatus } from './status.ts';

/** How many are as they should be, of how many. */
export interface Tally {
  readonly good: number;
  readonly of: number;
}

export interface StatusSummary {
  /** Those that run. */
  readonly nodes: Tally;
  /** Those that are Established at every end that could be asked. */
  readonly sessions: Tally;
  /** OSPF neighbours that are Full, as each of their two routers sees the other. */
  readonly adjacencies: Tally;
  /** Those that announce every prefix of their services. */
  readonly sites: Tally;
  /** Those that their site's health check, or balancer, finds healthy in every respect; of those that either of them checks. */
  readonly servers: Tally;
  /** All of them, every router and health check could be asked, and no link is broken. */
  readonly good: boolean;
}

/**
 * Counts what a status shows. A session between two routers of which neither can be asked is not counted. A link that somebody
 * made slow is as it should be; one on which nothing passes is not.
 */
export function summarizeStatus(
  status: readonly NodeStatus[],
  links: readonly LinkCondition[] = [],
): StatusSummary {
  const sites = status.filter((node) => node.role === 'edge');
  const nodes = tallyOf(status, (node) => node.running);
  const sessions = countSessions(status);
  const adjacencies = tallyOf(
    status.flatMap((node) => node.adjacencies ?? []),
    ({ state }) => state === 'Full',
  );
  const announcing = tallyOf(
    sites,
    ({ announces }) => announces?.every(({ announced }) => announced) ?? false,
  );
  const servers = countServers(status);
  const whole = [nodes, sessions, adjacencies, announcing, servers].every(({ good, of }) => good === of);
  return {
    nodes,
    sessions,
    adjacencies,
    sites: announcing,
    servers,
    good:
      whole &&
      links.every(({ works }) => works) &&
      status.every((node) => node.error === undefined && node.health !== 'unknown'),
  };
}

function tallyOf<Item>(items: readonly Item[], isGood: (item: Item) => boolean): Tally {
  return { good: items.filter(isGood).length, of: items.length };
}

function countServers(status: readonly NodeStatus[]): Tally {
  const checks = status.flatMap(({ health, balancer }) => [
    ...(typeof health === 'object' ? health.servers : []),
    ...(balancer?.backends ?? []).map(({ name, up }) => ({ server: name, healthy: up })),
  ]);
  const all = new Set(checks.map(({ server }) => server));
  const out = new Set(checks.filter(({ healthy }) => !healthy).map(({ server }) => server));
  return { good: all.size - out.size, of: all.size };
}

/** Each session is seen from both its ends; of those between the same two routers, as many as the end that sees fewest. */
function countSessions(status: readonly NodeStatus[]): Tally {
  const pairs = new Map<string, Map<string, Tally>>();
  for (const { node, sessions = [] } of status) {
    for (const { neighbor, family, state } of sessions) {
      const pair = `${[node, neighbor].toSorted().join(' ')} ${family}`;
      const ends = pairs.get(pair) ?? new Map<string, Tally>();
      const { good, of } = ends.get(node) ?? { good: 0, of: 0 };
      ends.set(node, { good: good + (state === 'Established' ? 1 : 0), of: of + 1 });
      pairs.set(pair, ends);
    }
  }
  const counted = [...pairs.values()].map((ends) => [...ends.values()]);
  return {
    good: counted.reduce((sum, ends) => sum + Math.min(...ends.map(({ good }) => good)), 0),
    of: counted.reduce((sum, ends) => sum + Math.max(...ends.map(({ of }) => of)), 0),
  };
}
