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

export interface ControlPlaneQuery {
  readonly family: Family;
  /** Those that hold the address that is asked, the longest first: a router goes by the first that it has a route to. */
  readonly prefixes: readonly string[];
  /** The client's router, where its packets start. */
  readonly router: string;
  readonly faultAt: number;
  /** The sites at which they may end: after a fault all but the one that went away. */
  readonly sites: ReadonlySet<string>;
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
  const ours = events
    .filter((event) => event.family === query.family && query.prefixes.includes(event.prefix))
    .sort((a, b) => a.at - b.at);
  const routes = new Map<string, readonly string[]>();
  const fib = new Map<string, readonly string[]>();
  const take = ({ node, prefix, interfaces }: FibEvent): void => {
    routes.set(`${node} ${prefix}`, interfaces);
    const known = query.prefixes.map((each) => routes.get(`${node} ${each}`) ?? []);
    fib.set(node, known.find((each) => each.length > 0) ?? []);
  };
  const reaches = () =>
    forwardingBranches(adjacency, fib, query.router).every(
      ({ end }) => end.kind === 'delivered' && query.sites.has(end.site),
    );

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
