/** One query followed from its client over every link to the servers, and its answer back. */
import { randomInt } from 'node:crypto';
import type { Engine } from '../engine/connect.ts';
import { runProgram } from '../engine/exec.ts';
import { type DigQuery, digArguments, parseDig, parseDigSections } from '../measure/dig.ts';
import type { FollowedQuery } from '../measure/query-log/followed-query.ts';
import { type QueryStep, stepsOf } from '../measure/query-log/query-steps.ts';
import { nameAskedFor } from '../plan/zones.ts';
import type { Family } from '../topology/topology.ts';
import { findClient } from './find-client.ts';
import { openLab } from './find-lab.ts';
import { findService, requirePrefixes } from './find-service.ts';
import { followQueries, sitesThatTell } from './follow-queries.ts';
import { LabError } from './lab-error.ts';
import { runningContainer } from './running-container.ts';
import { impossibleQuestion } from './trace-question.ts';

export interface TraceQueryOptions {
  readonly lab: string | undefined;
  readonly client: string;
  /** With or without the final dot; absent: what the lab itself asks the service for. */
  readonly name: string | undefined;
  /** `A`, `TXT` ... */
  readonly type: string;
  /** Absent: the only one. */
  readonly service: string | undefined;
  /** Absent: IPv4 or, where the service has no such prefix, IPv6. */
  readonly family: Family | undefined;
  readonly signal: AbortSignal;
}

export interface TraceQueryResult {
  readonly lab: string;
  readonly client: string;
  readonly service: string;
  readonly family: Family;
  readonly address: string;
  readonly name: string;
  readonly type: string;
  /** What dig got, or why it got nothing. */
  readonly reply:
    | { readonly answered: true; readonly rcode: string; readonly records: readonly string[] }
    | { readonly answered: false; readonly reason: string };
  /** µs from the client and back; null: no answer was seen coming to it. */
  readonly took: number | null;
  /** The server that answered, by NSID or by its own word, and its site; null: nobody knows. */
  readonly server: string | null;
  readonly site: string | null;
  /** Empty: the query was not seen at all. */
  readonly steps: readonly QueryStep[];
  /** Whether a server told of it. */
  readonly seen: boolean;
  /** Servers and balancers that do not tell of queries, although they should. */
  readonly silent: readonly string[];
}

/**
 * Sends a query with dig, and follows it.
 * @throws LabError `usage` where there is no such client or service, or the lab's servers do not tell of queries; `not-running` where the
 *   client does not run; `interrupted` by the signal
 */
export async function traceQuery(engine: Engine, options: TraceQueryOptions): Promise<TraceQueryResult> {
  const lab = await openLab(engine, options.lab);
  const client = findClient(lab.plan, options.client);
  const container = runningContainer(lab, client.name);
  const service = findService(lab.plan, options.service);
  const wanted = options.name ?? nameAskedFor(lab.plan, service);
  const impossible = impossibleQuestion(wanted, options.type);
  if (impossible !== undefined) throw new LabError('usage', impossible.why, impossible.hint);
  const [prefix] = requirePrefixes(service, options.family);
  const { family, address } = prefix as NonNullable<typeof prefix>;
  const name = wanted.replace(/(?<=.)\.$/, '');
  const asked: DigQuery = {
    address,
    name: name === '.' ? name : `${name}.`,
    type: options.type,
    class: 'IN',
  };
  // By which it is known among all others.
  const id = randomInt(0x10000);

  const queries: FollowedQuery[] = [];
  const follower = await followQueries(engine, lab, {
    signal: options.signal,
    onQuery: (query) => queries.push(query),
  });
  try {
    const dig = await runProgram(engine, container, client.name, [
      ...['dig', `+qid=${id}`],
      ...digArguments([asked]),
    ]);
    await follower.settle(follower.soon());
    const own = queries.filter((query) => query.sender === client.name && query.id === id);
    // dig asks twice where the first goes unanswered.
    const query = own.find(({ answer }) => answer !== null) ?? own[0];
    const [reply] = parseDig(dig.stdout, [asked]);
    const [sections] = parseDigSections(dig.stdout);
    const server = query?.answer?.server ?? query?.entries.at(-1)?.node ?? null;
    return {
      ...{
        lab: lab.name,
        client: client.name,
        service: service.name,
        family,
        address,
        name,
        type: options.type,
      },
      reply: reply?.answered
        ? { answered: true, rcode: reply.rcode, records: sections?.answer ?? [] }
        : { answered: false, reason: reply?.reason ?? 'dig said nothing' },
      took: query?.sentAt == null || query.answer === null ? null : query.answer.at - query.sentAt,
      ...{ server, site: sitesThatTell(lab.plan).get(server ?? '') ?? null },
      steps: query === undefined ? [] : stepsOf(query, queries),
      seen: (query?.entries.length ?? 0) > 0,
      silent: follower.silent(),
    };
  } finally {
    await follower.stop().catch(() => undefined);
  }
}
