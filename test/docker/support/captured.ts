/** What packet captures say of queries and their fates; computed as nothing in the program is. */
import type { Datagram } from './pcap.ts';

/** A query as a capture has it; times in µs. */
export interface CapturedQuery {
  /** Port and query id, which no two queries share for long. */
  readonly key: string;
  readonly sentAt: number;
  readonly answeredAt: number | undefined;
}

/** Pairs queries with their answers by port and query id, in the order of sending. */
export function queriesIn(datagrams: readonly Datagram[], family: 4 | 6): readonly CapturedQuery[] {
  const ours = datagrams.filter((datagram) => datagram.family === family);
  const answers = new Map(
    ours
      .filter(({ sourcePort }) => sourcePort === 53)
      .map(({ destinationPort, payload, at }) => [key(destinationPort, payload), at]),
  );
  return ours
    .filter(({ destinationPort }) => destinationPort === 53)
    .map(({ sourcePort, payload, at }) => {
      const name = key(sourcePort, payload);
      return { key: name, sentAt: at, answeredAt: answers.get(name) };
    });
}

function key(port: number, payload: Buffer): string {
  return `${port} ${payload.readUInt16BE(0)}`;
}

/** From the last answer before the longest row of lost queries to the first after it; an answer after the timeout is none. */
export function longestGap(
  queries: readonly CapturedQuery[],
  timeout: number,
): {
  readonly outage: number;
  /** Where it begins; undefined where nothing was lost. */
  readonly last: CapturedQuery | undefined;
} {
  const answered = queries.flatMap((query, index) =>
    query.answeredAt === undefined || query.answeredAt - query.sentAt > timeout
      ? []
      : [{ query, answeredAt: query.answeredAt, index }],
  );
  const gaps = answered
    .slice(1)
    .map((next, i) => ({ next, last: answered[i] ?? next }))
    .filter(({ next, last }) => next.index - last.index > 1)
    .map(({ next, last }) => ({ outage: next.answeredAt - last.answeredAt, last: last.query }))
    .sort((a, b) => b.outage - a.outage);
  return gaps[0] ?? { outage: 0, last: undefined };
}
