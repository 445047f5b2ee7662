/** The way of one query and its answer, step by step: links, and what servers did. */
import { follow } from '../forensics/follow.ts';
import type { FollowedQuery, ServerEntry } from './followed-query.ts';

/** One step; times in µs of CLOCK_REALTIME. */
export type QueryStep =
  | {
      readonly kind: 'link';
      readonly packet: 'query' | 'answer';
      /** When `from` sent it. */
      readonly at: number;
      readonly link: string;
      readonly from: string;
      /** Null: the link kept it. */
      readonly to: string | null;
    }
  | { readonly kind: 'received'; readonly at: number; readonly node: string }
  | {
      readonly kind: 'answered';
      readonly at: number;
      readonly node: string;
      readonly rcode: string | null;
      /** As in `ServerEntry`. */
      readonly from: string | null;
    }
  /** A resolver's own query, and how it was answered. */
  | { readonly kind: 'asked'; readonly at: number; readonly node: string; readonly query: FollowedQuery };

/**
 * The steps in the order of the way, whatever the order of the timestamps: two processors may stamp two things in the wrong order.
 * @param others queries that were under way meanwhile, among them those that a resolver asked for this one
 */
export function stepsOf(query: FollowedQuery, others: readonly FollowedQuery[]): readonly QueryStep[] {
  const left = new Map(query.entries.map((entry) => [entry.node, entry]));
  const steps: QueryStep[] = [];
  for (const hop of follow(
    query.sightings,
    'query',
    query.sender ?? '',
    ...query.entries.map(({ node }) => node),
  )) {
    steps.push({ kind: 'link', packet: 'query', at: hop.at, link: hop.link, from: hop.from, to: hop.to });
    const entry = left.get(hop.to ?? '');
    if (entry !== undefined) steps.push(...received(entry, others));
  }
  const unseen = query.entries.filter(
    ({ node }) => !steps.some((step) => step.kind === 'received' && step.node === node),
  );
  // Over a connection, or where the capture has holes, the servers' word is all there is.
  for (const entry of unseen) steps.push(...received(entry, others));
  const last = query.entries.at(-1);
  const answer = (node: string): void => {
    const entry = left.get(node);
    left.delete(node);
    if (entry === undefined || entry.answeredAt === null) return;
    steps.push({ kind: 'answered', at: entry.answeredAt, node, rcode: entry.rcode, from: entry.from });
  };
  if (last !== undefined) answer(last.node);
  const start = last?.node ?? query.answer?.server ?? '';
  for (const hop of follow(query.sightings, 'answer', start, ...query.entries.map(({ node }) => node))) {
    steps.push({ kind: 'link', packet: 'answer', at: hop.at, link: hop.link, from: hop.from, to: hop.to });
    if (hop.to !== null) answer(hop.to);
  }
  for (const { node } of query.entries.toReversed()) answer(node);
  return steps;
}

function received(
  { node, receivedAt, answeredAt }: ServerEntry,
  others: readonly FollowedQuery[],
): readonly QueryStep[] {
  if (receivedAt === null) return [];
  const own = others.filter(
    ({ sender, role, at }) =>
      sender === node &&
      role === 'resolver' &&
      at >= receivedAt &&
      at <= (answeredAt ?? Number.POSITIVE_INFINITY),
  );
  return [
    { kind: 'received', at: receivedAt, node },
    ...own.map((query): QueryStep => ({ kind: 'asked', at: query.at, node, query })),
  ];
}
