/**
 * When the control plane had done its work for a client: from the record of every change that the lab's routers made
 * to their forwarding tables.
 */
import type { Family } from '../topology/topology.ts';
import { type Adjacency, forwardingBranches } from './forwarding.ts';

/** A router's route to a service prefix as it stands from `at` on. */
export interface FibEvent {
  readonly node: string;
  readonly family: Family;
  /** CIDR, as in the plan. */
  readonly prefix: string;
  /** µs of CLOCK_MONOTONIC. */
  readonly at: number;
  /** Outgoing interfaces (several: ECMP); empty: the route is gone. */
  readonly interfaces: readonly string[];
}

/** The packets that a client sends to an address. */
export interface Flow {
  readonly family: Family;
  /** Those that hold the address that is asked, the longest first: a router goes by the first that it has a route to. */
  readonly prefixes: readonly string[];
  /** The client's router, where its packets start. */
  readonly router: string;
}

export interface ControlPlaneQuery extends Flow {
  readonly faultAt: number;
  /** The sites at which they may end: after a fault all but the one that went away. */
  readonly sites: ReadonlySet<string>;
  /** Some have to end at each of these sites. Absent: any of them will do for all. */
  readonly all?: boolean;
}

export interface ControlPlaneFigure {
  /**
   * µs from the fault until the client's packets reach one of the sites, and do so to the end of the record. 0: they
   * never stopped. Null: they did not come to.
   */
  readonly time: number | null;
  /** The router whose change completed the path; null where `time` is 0 or null. */
  readonly completedBy: string | null;
}

/**
 * The control-plane time of one client and prefix. Events before `faultAt` give the tables as the fault found them;
 * those of one instant take effect together. Where several branches exist (ECMP), all of them must reach a site.
 */
export function controlPlaneTime(
  events: readonly FibEvent[],
  adjacency: Adjacency,
  query: ControlPlaneQuery,
): ControlPlaneFigure {
  const ours = eventsOf(events, query);
  const { take, branches } = tablesOf(adjacency, query);
  const reaches = (): boolean => {
    const ends = branches().map(({ end }) => (end.kind === 'delivered' ? end.site : null));
    const reached = new Set(ends);
    return (
      ends.every((site) => site !== null && query.sites.has(site)) &&
      (query.all !== true || [...query.sites].every((site) => reached.has(site)))
    );
  };

  const changes = ours.filter((event) => event.at >= query.faultAt);
  for (const event of ours.slice(0, ours.length - changes.length)) take(event);
  let figure: { readonly at: number; readonly by: string | null } | null = reaches()
    ? { at: query.faultAt, by: null }
    : null;
  changes.forEach((event, index) => {
    take(event);
    if (changes[index + 1]?.at === event.at) return;
    if (!reaches()) figure = null;
    else figure ??= { at: event.at, by: event.node };
  });
  return figure === null
    ? { time: null, completedBy: null }
    : { time: figure.at - query.faultAt, completedBy: figure.by };
}

/**
 * The sites among which routers share a client's packets, by name, as their tables stand just before an instant; one, where nothing is
 * shared, and none where no packet arrives anywhere.
 */
export function sitesReached(
  events: readonly FibEvent[],
  adjacency: Adjacency,
  flow: Flow,
  before: number,
): readonly string[] {
  const { take, branches } = tablesOf(adjacency, flow);
  for (const event of eventsOf(events, flow)) if (event.at < before) take(event);
  const sites = branches().flatMap(({ end }) => (end.kind === 'delivered' ? [end.site] : []));
  return [...new Set(sites)].sort();
}

/** The changes of routes that packets go by, in their order. */
function eventsOf(events: readonly FibEvent[], { family, prefixes }: Flow): readonly FibEvent[] {
  return events
    .filter((event) => event.family === family && prefixes.includes(event.prefix))
    .sort((a, b) => a.at - b.at);
}

/** The tables of all routers, as far as packets go by them, as changes make them. */
function tablesOf(adjacency: Adjacency, { prefixes, router }: Flow) {
  const routes = new Map<string, readonly string[]>();
  const fib = new Map<string, readonly string[]>();
  return {
    take: ({ node, prefix, interfaces }: FibEvent): void => {
      routes.set(`${node} ${prefix}`, interfaces);
      const known = prefixes.map((each) => routes.get(`${node} ${each}`) ?? []);
      fib.set(node, known.find((each) => each.length > 0) ?? []);
    },
    branches: () => forwardingBranches(adjacency, fib, router),
  };
}
