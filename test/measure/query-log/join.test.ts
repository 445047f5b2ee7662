import { describe, expect, it } from 'vitest';
import type { FollowedQuery } from '../../../src/measure/query-log/followed-query.ts';
import { joinQueries } from '../../../src/measure/query-log/join.ts';
import { stepsOf } from '../../../src/measure/query-log/query-steps.ts';
import { type Frame, pcap, portIndexes, portOf } from '../forensics/frames.ts';
import { datagram, type MessageOptions, message, tap } from './messages.ts';
import { addressOf, planOf } from './plans.ts';

const plan = planOf(`
query-log: true
sites: { fra: { servers: [nsd, bind], balancer: dnsdist }, nyc: }
routers: { t: }
clients: { c1: t }
links: [fra -> t, nyc -> t]
`);

const SERVICE = '192.0.2.53';
const START = 1_700_000_000_000_000;
const LATER = START + 60_000_000;

/** From sender to destination, by names of nodes or addresses; its port is 40000. */
interface Trip {
  readonly from: string;
  readonly to: string;
  readonly options: MessageOptions;
  readonly way: readonly string[];
  readonly at: number;
}

/** Frames of a message on its way, 10 µs for each sighting. */
function trip({ from, to, options, way, at }: Trip): readonly Frame[] {
  const answer = options.answeredBy !== undefined;
  const source = addressOf(plan, from) || from;
  const destination = addressOf(plan, to) || to;
  const packet = answer
    ? datagram([source, 53], [destination, 40_000], message(options))
    : datagram([source, 40_000], [destination, 53], message(options));
  return way.slice(1).flatMap((next, index) => {
    const node = way[index] ?? '';
    const seen = START + at + index * 20;
    return [
      { at: seen, port: portOf(plan, node, next), direction: 'from' as const, packet },
      { at: seen + 10, port: portOf(plan, next, node), direction: 'to' as const, packet },
    ];
  });
}

type Told = readonly [node: string, frame: Buffer];

function told(
  node: string,
  from: string,
  at: number,
  options: MessageOptions,
  more: { readonly extra?: string; readonly protocol?: number } = {},
): Told {
  const kind = options.answeredBy === undefined ? 'query' : 'answer';
  const address = addressOf(plan, from) || from;
  return [node, tap({ kind, address, port: 40_000, at: START + at, message: message(options), ...more })];
}

/** What is known in the end. @param logsFirst servers tell before the capture comes, and not after it */
function join(frames: readonly Frame[], logs: readonly Told[], logsFirst = false): readonly FollowedQuery[] {
  const joiner = joinQueries(plan);
  joiner.ports(portIndexes(plan));
  const tell = (): void => {
    for (const [node, frame] of logs) joiner.record(node, frame);
  };
  if (logsFirst) tell();
  const file = pcap(frames);
  for (let at = 0; at < file.length; at += 53) joiner.packets(file.subarray(at, at + 53));
  if (!logsFirst) tell();
  return joiner.take(LATER);
}

const asked: MessageOptions = { id: 7 };
const answered: MessageOptions = { id: 7, answeredBy: 'ns1.nyc' };
const there = trip({ from: 'c1', to: SERVICE, options: asked, way: ['c1', 't', 'nyc', 'ns1.nyc'], at: 0 });
const back = trip({
  from: SERVICE,
  to: 'c1',
  options: answered,
  way: ['ns1.nyc', 'nyc', 't', 'c1'],
  at: 300,
});
const atServer = [told('ns1.nyc', 'c1', 100, asked), told('ns1.nyc', 'c1', 200, answered)];

describe('a query that both sides saw', () => {
  it.each([true, false])('is one, whoever tells first (the servers: %s)', (logsFirst) => {
    expect(join([...there, ...back], atServer, logsFirst)).toMatchObject([
      {
        ...{ name: 'www.anycast.test', type: 'A', transport: 'udp', family: 4, port: 40_000, id: 7 },
        ...{ sender: 'c1', role: 'client', seenBy: 'both', at: START, sentAt: START },
        answer: { at: START + 350, rcode: 'NOERROR', server: 'ns1.nyc' },
        entries: [
          { node: 'ns1.nyc', receivedAt: START + 100, answeredAt: START + 200, rcode: 'NOERROR', from: null },
        ],
      },
    ]);
  });

  it.each([true, false])(
    'may be stamped by a coarse clock at its server (the servers tell first: %s)',
    (logsFirst) => {
      const early = [told('ns1.nyc', 'c1', -9000, asked), told('ns1.nyc', 'c1', 200, answered)];
      const found = join([...there, ...back], early, logsFirst);
      expect(found).toMatchObject([{ seenBy: 'both', at: START, entries: [{ receivedAt: START - 9000 }] }]);
    },
  );

  it('has its steps in the order of its way', () => {
    const [query] = join([...there, ...back], atServer);
    const steps = query === undefined ? [] : stepsOf(query, []);
    expect(
      steps.map((step) =>
        step.kind === 'link' ? `${step.packet} ${step.from}-${step.to}` : `${step.kind} ${step.node}`,
      ),
    ).toEqual([
      ...['query c1-t', 'query t-nyc', 'query nyc-ns1.nyc', 'received ns1.nyc', 'answered ns1.nyc'],
      ...['answer ns1.nyc-nyc', 'answer nyc-t', 'answer t-c1'],
    ]);
  });

  it('is told from a later one with the same port and id', () => {
    const again = trip({ from: 'c1', to: SERVICE, options: asked, way: ['c1', 't'], at: 900_000 });
    const found = join([...there, ...back, ...again], atServer);
    expect(found.map(({ sentAt, seenBy }) => [sentAt, seenBy])).toEqual([
      [START, 'both'],
      [START + 900_000, 'sender'],
    ]);
  });

  it('may have had no answer', () => {
    expect(join(there, atServer.slice(0, 1))).toMatchObject([
      { seenBy: 'both', answer: null, entries: [{ node: 'ns1.nyc', answeredAt: null }] },
    ]);
  });
});

describe('a query behind a balancer', () => {
  const inside: MessageOptions = { id: 900 };
  const insideAnswer: MessageOptions = { id: 900, answeredBy: 'ns2.fra' };
  const frames = [
    ...trip({ from: 'c1', to: SERVICE, options: asked, way: ['c1', 't', 'fra', 'lb.fra'], at: 0 }),
    ...trip({ from: 'lb.fra', to: 'ns2.fra', options: inside, way: ['lb.fra', 'ns2.fra'], at: 200 }),
    ...trip({ from: 'ns2.fra', to: 'lb.fra', options: insideAnswer, way: ['ns2.fra', 'lb.fra'], at: 400 }),
    ...trip({
      from: SERVICE,
      to: 'c1',
      options: { id: 7, answeredBy: 'ns2.fra' },
      way: ['lb.fra', 'fra', 't', 'c1'],
      at: 600,
    }),
  ];
  const balancer = [
    told('lb.fra', 'c1', 100, asked),
    told('lb.fra', 'c1', 500, { id: 7, answeredBy: 'ns2.fra' }),
  ];
  const server = [told('ns2.fra', 'lb.fra', 300, inside), told('ns2.fra', 'lb.fra', 350, insideAnswer)];

  it('goes by both, in this order', () => {
    const found = join(frames, [...server, ...balancer]);
    expect(found).toMatchObject([{ sender: 'c1', seenBy: 'both' }]);
    expect(found[0]?.entries.map(({ node }) => node)).toEqual(['lb.fra', 'ns2.fra']);
    const links = found
      .flatMap((query) => stepsOf(query, []))
      .flatMap((step) => (step.kind === 'link' ? [] : [`${step.kind} ${step.node}`]));
    expect(links).toEqual(['received lb.fra', 'received ns2.fra', 'answered ns2.fra', 'answered lb.fra']);
  });

  it('may be answered by what the balancer keeps, whatever that asks a server meanwhile', () => {
    const kept = [
      told('lb.fra', 'c1', 100, asked),
      told('lb.fra', 'c1', 500, { id: 7, answeredBy: 'ns2.fra' }, { extra: 'cache' }),
    ];
    const found = join(frames, [...kept, ...server]);
    expect(found).toMatchObject([
      { sender: 'c1', entries: [{ node: 'lb.fra', from: 'cache' }] },
      { sender: 'lb.fra', role: 'other' },
    ]);
  });
});

describe('a query that one side saw', () => {
  it('was lost on its way', () => {
    expect(join(there.slice(0, 3), [])).toMatchObject([
      { sender: 'c1', seenBy: 'sender', entries: [], answer: null },
    ]);
  });

  it('came from an address that no node has, or from one whose node did not send it', () => {
    const forged = [told('ns1.nyc', '203.0.113.9', 0, asked), told('ns1.nyc', 'c1', 50, { id: 8 })];
    expect(join([], forged)).toMatchObject([
      { sender: null, role: 'unknown', address: '203.0.113.9', seenBy: 'server' },
      { sender: 'c1', role: 'client', seenBy: 'server', sentAt: null },
    ]);
  });

  it('is not one that came over a connection', () => {
    const [query] = join([], [told('ns1.nyc', 'c1', 0, asked, { protocol: 2 })]);
    expect(query).toMatchObject({ transport: 'tcp', seenBy: 'both' });
  });
});

describe("who asks, and it is nobody's question", () => {
  const soa: MessageOptions = { id: 3, name: 'anycast.test', type: 6 };

  it('is a health check of a site, or of its balancer', () => {
    const found = join([], [told('ns1.nyc', 'nyc', 0, soa), told('ns1.fra', 'lb.fra', 10, soa)]);
    expect(found.map(({ sender, role }) => [sender, role])).toEqual([
      ['nyc', 'check'],
      ['lb.fra', 'check'],
    ]);
  });

  it('is none where a router asks something else', () => {
    expect(join([], [told('ns1.nyc', 'nyc', 0, asked)])).toMatchObject([{ sender: 'nyc', role: 'other' }]);
  });
});

it('gives queries in the order of time, when all before them are known', () => {
  const joiner = joinQueries(plan);
  joiner.ports(portIndexes(plan));
  joiner.packets(
    pcap([
      ...there.slice(0, 1),
      ...trip({ from: 'c1', to: SERVICE, options: { id: 8 }, way: ['c1', 't'], at: 100_000 }),
    ]),
  );
  for (const [node, frame] of atServer) joiner.record(node, frame);
  // The first is answered as far as its server knows, and its answer may still come; the second waits behind it.
  expect(joiner.take(START + 3_500_000)).toEqual([]);
  expect(joiner.isSettled(START + 200_000, START + 3_500_000)).toBe(false);
  expect(joiner.take(START + 4_050_000).map(({ id }) => id)).toEqual([7]);
  expect(joiner.take(LATER).map(({ id }) => id)).toEqual([8]);
  expect(joiner.isSettled(START + 200_000, LATER)).toBe(true);
});
