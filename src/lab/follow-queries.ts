/** The queries of a lab that runs, followed from their senders to the servers and back, as they happen. */

import type { QueryEvent } from '../engine/agent-messages.ts';
import type { Engine } from '../engine/connect.ts';
import { startAgent } from '../engine/fabric-agent.ts';
import type { FollowedQuery } from '../measure/query-log/followed-query.ts';
import { joinQueries, PATIENCE } from '../measure/query-log/join.ts';
import type { BalancerPlan, LabPlan, NodePlan, ServerPlan } from '../plan/lab-plan.ts';
import { type Lab, nodeProcesses } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { pollUntil } from './poll.ts';

/** How long servers are given to begin, in ms: some try every five seconds, and look at the time once a second. */
const BEGINNING = 8000;

/** How often is looked whether something has happened, in ms. */
const EVERY = 20;

/** What is waited for beyond its time, in ms: events come a moment later than they happen. */
const LATE = 2000;

/** How far the time that is known is behind, in µs: it is told ten times a second, if the machine is not too busy. */
const BEHIND = 400_000;

export interface QueryFollower {
  /** When it began, in µs of CLOCK_REALTIME: all that is sent from then on is seen. */
  readonly from: number;
  /** Servers and balancers that have not begun to tell of queries, or ended, by now. */
  silent(): readonly string[];
  /** The time by the lab's clock, in µs, as it was a moment ago. @throws EngineError where following has failed */
  now(): number;
  /** A time that has not come before all that has happened until now, in µs. */
  soon(): number;
  /**
   * Waits until all that was sent up to a time is known as well as it will be.
   * @throws EngineError where following has failed
   */
  settle(until: number): Promise<void>;
  /** Ends it. @returns how many packets were not captured, although they should have been */
  stop(): Promise<number>;
}

/** Whether a node tells of its queries. */
function tellsOfQueries(node: NodePlan): node is ServerPlan | BalancerPlan {
  return (node.role === 'server' || node.role === 'balancer') && node.queryLog === true;
}

function ownAddress({ interfaces }: NodePlan): string {
  return interfaces.flatMap(({ addresses }) => addresses).find(({ family }) => family === 4)?.address ?? '';
}

/** The site of each node that tells of queries. */
export function sitesThatTell({ nodes }: LabPlan): ReadonlyMap<string, string> {
  return new Map(nodes.filter(tellsOfQueries).map(({ name, site }) => [name, site]));
}

/**
 * Follows all queries; those that run have begun to tell when this returns, as far as they do.
 * @param onQuery told of each when all is known of it, in the order of time
 * @throws LabError `usage` where the lab's servers do not tell of queries, or somebody follows already; `interrupted` by the signal
 */
export async function followQueries(
  engine: Engine,
  lab: Lab,
  { signal, onQuery }: { readonly signal: AbortSignal; readonly onQuery: (query: FollowedQuery) => void },
): Promise<QueryFollower> {
  const telling = lab.plan.nodes.filter(tellsOfQueries);
  if (telling.length === 0) {
    throw new LabError(
      'usage',
      `the servers of ${lab.name} do not tell of their queries`,
      'Write query-log: true in its topology, and start it again.',
    );
  }
  const addresses = new Map(telling.map((node) => [node.name, ownAddress(node)]));
  const nodes = (await nodeProcesses(engine, lab, telling)).map((node) => ({
    ...node,
    address: addresses.get(node.name) ?? '',
  }));
  const agent = await startAgent(engine, lab.name, lab.fabric.id);
  const joiner = joinQueries(lab.plan);
  const open = new Set<string>();
  let following = false;
  let now = 0;
  let from = Number.POSITIVE_INFINITY;
  let failure: unknown;
  const hear = (event: QueryEvent): void => {
    if (event.ports)
      joiner.ports(new Map(Object.entries(event.ports).map(([index, name]) => [Number(index), name])));
    if (event.following) following = true;
    if (event.packets !== undefined) joiner.packets(Buffer.from(event.packets, 'base64'));
    for (const name of event.open ?? []) open.add(name);
    for (const name of event.closed ?? []) open.delete(name);
    for (const frame of event.frames ?? []) joiner.record(event.node ?? '', Buffer.from(frame, 'base64'));
    if (event.now === undefined) return;
    now = event.now;
    for (const query of joiner.take(now)) if (query.at >= from) onQuery(query);
  };
  const ended = agent.ask('follow-queries', { nodes }, hear).catch((error: unknown) => {
    failure = error;
    return { dropped: 0 };
  });
  /** A wait that ends early when there is nothing to wait for any more. */
  const wait = async (look: () => boolean, ms: number, aborted: AbortSignal): Promise<void> => {
    await pollUntil(() => failure !== undefined || look(), {
      ...{ every: EVERY, deadline: performance.now() + ms, signal: aborted },
    });
    if (failure !== undefined) throw failure;
  };
  try {
    let busy = false;
    ended.then((end) => {
      busy = 'busy' in end;
    });
    const isReady = (): boolean => following && now > 0 && nodes.every(({ name }) => open.has(name));
    await wait(() => busy || isReady(), BEGINNING, signal);
    if (busy)
      throw new LabError(
        'usage',
        `somebody follows the queries of ${lab.name} already`,
        'One at a time can.',
      );
    if (!following) throw new LabError('not-ready', `no packets could be captured in ${lab.name}`);
  } catch (error) {
    await agent.close();
    throw signal.aborted ? new LabError('interrupted', 'interrupted') : error;
  }
  from = now;
  return {
    from,
    silent: () => telling.map(({ name }) => name).filter((name) => !open.has(name)),
    now: () => {
      if (failure !== undefined) throw failure;
      return now;
    },
    soon: () => now + BEHIND,
    // Not to be interrupted: this is what an interruption waits for.
    settle: (until) =>
      wait(() => joiner.isSettled(until, now), PATIENCE / 1000 + LATE, new AbortController().signal),
    stop: async () => {
      await agent.close();
      const end = await ended;
      if (failure !== undefined) throw failure;
      return 'dropped' in end ? end.dropped : 0;
    },
  };
}
