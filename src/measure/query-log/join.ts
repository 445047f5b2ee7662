/** The two sides of a lab's queries joined: packets as they left and came to their senders, and what servers tell of them. */
import ipaddr from 'ipaddr.js';
import type { LabPlan } from '../../plan/lab-plan.ts';
import { type AddressKey, addressKey, parsePacket } from '../forensics/packets.ts';
import { readCapture } from '../forensics/pcap.ts';
import { portEnds, type Sighting } from '../forensics/sightings.ts';
import { readAnswer } from '../load-run/dns-answer.ts';
import { type QueryTransport, readDnstap } from './dnstap.ts';
import type { FollowedQuery, ReceivedAnswer, ServerEntry } from './followed-query.ts';
import { type Question, readQuestion } from './question.ts';
import { type Sender, sendersOf } from './senders.ts';

/** How long an answer is waited for, in µs. */
export const PATIENCE = 4_000_000;

/**
 * After this time everything older has come, from whichever side, in µs: then queries are in order. libfstrm, by which servers tell of theirs,
 * looks for them once a second, and sends what it found a second later.
 */
const ARRIVED = 2_600_000;

/** Two processors may stamp frames of the capture in the wrong order, by less than this, in µs. */
const SLACK = 1000;

/** BIND stamps queries by a clock that ticks with the kernel, a hundred times a second at the least: so much too early, in µs. */
const COARSE = 11_000;

/** How long a balancer may think before it asks a server, in µs. */
const FORWARDED_WITHIN = 50_000;

export interface QueryJoiner {
  /** The fabric's ports by interface index, whenever there are new ones. */
  ports(names: ReadonlyMap<number, string>): void;
  /** The next piece of the capture. */
  packets(piece: Uint8Array): void;
  /** What a server or balancer tells, a frame of dnstap. */
  record(node: string, frame: Buffer): void;
  /** Queries of which nothing more is to come at this time (µs), in the order of time. */
  take(now: number): readonly FollowedQuery[];
  /** Whether all from before a time (µs) have been taken, and none can come late. */
  isSettled(until: number, now: number): boolean;
}

/** A query of which more may come. */
interface Open {
  readonly key: string;
  readonly question: Question;
  readonly address: AddressKey;
  readonly port: number;
  readonly sender: Sender;
  readonly transport: QueryTransport;
  /** When it was first heard of. */
  begins: number;
  sentAt: number | null;
  answer: ReceivedAnswer | null;
  readonly entries: { -readonly [Key in keyof ServerEntry]: ServerEntry[Key] }[];
  readonly sightings: Sighting[];
  /** What the balancer asked for it. */
  forwarded: Open | null;
  /** It is what a balancer asked for another one. */
  isForwarded: boolean;
}

/** Joins by source address, port, id and question, those that share all of them by time. */
export function joinQueries(plan: LabPlan): QueryJoiner {
  const ends = portEnds(plan);
  const senderOf = sendersOf(plan);
  const logged = loggedAddresses(plan);
  const balancers = new Set(plan.nodes.filter(({ role }) => role === 'balancer').map(({ name }) => name));
  let ports: ReadonlyMap<number, string> = new Map();
  const open: Open[] = [];
  const byKey = new Map<string, Open[]>();

  const begin = (
    key: string,
    at: number,
    from: Pick<Open, 'question' | 'address' | 'port' | 'transport'>,
  ): Open => {
    const made: Open = {
      ...{ key, ...from, sender: senderOf(from.address, from.question), begins: at },
      ...{ sentAt: null, answer: null, entries: [], sightings: [], forwarded: null, isForwarded: false },
    };
    open.push(made);
    byKey.set(key, [...(byKey.get(key) ?? []), made]);
    return made;
  };
  const find = (key: string, at: number, slack: number): Open | undefined =>
    byKey.get(key)?.findLast(({ begins }) => begins <= at + slack);

  const reader = readCapture((frame) => {
    const end = ends.get(ports.get(frame.port) ?? '');
    const packet = end === undefined ? undefined : parsePacket(frame);
    if (end === undefined || packet?.kind !== 'dns' || !logged.has(packet.flow.service)) return;
    const question = readQuestion(packet.message);
    if (question === undefined) return;
    const { at } = frame;
    const { client: address, port } = packet.flow;
    const key = keyOf(address, port, question);
    const isSenders = senderOf(address, question).node === end.node;
    const leavesSender = isSenders && !frame.leaving && !packet.answer;
    // What its server told may have come before the capture did.
    const told = byKey
      .get(key)
      ?.find(({ sentAt, begins }) => sentAt === null && begins > at - COARSE && begins < at + PATIENCE);
    const query = leavesSender
      ? (told ?? begin(key, at, { question, address, port, transport: 'udp' }))
      : find(key, at, SLACK);
    if (query === undefined) return;
    if (leavesSender) {
      query.sentAt = at;
      query.begins = at;
    }
    query.sightings.push({
      ...{ at, ...end, direction: frame.leaving ? 'to' : 'from', packet: packet.answer ? 'answer' : 'query' },
    });
    if (packet.answer && isSenders && frame.leaving && query.answer === null) {
      const answer = readAnswer(packet.message);
      if (answer !== undefined) query.answer = { at, ...answer };
    }
  });

  const record = (node: string, frame: Buffer): void => {
    const told = readDnstap(frame);
    const question = told === undefined ? undefined : readQuestion(told.message);
    if (told === undefined || question === undefined) return;
    const { address, port, transport, at } = told;
    const key = keyOf(address, port, question);
    const query = find(key, at, COARSE) ?? begin(key, at, { question, address, port, transport });
    let entry = query.entries.find((each) => each.node === node);
    if (entry === undefined) {
      entry = { node, receivedAt: null, answeredAt: null, rcode: null, from: null };
      query.entries.push(entry);
    }
    if (told.kind === 'query') entry.receivedAt = at;
    else {
      entry.answeredAt = at;
      entry.rcode = readAnswer(told.message)?.rcode ?? null;
      entry.from = told.extra;
    }
  };

  /** What a balancer that told of a query asked for it: the first of the same question that nobody else has. */
  const findForwarded = (query: Open): Open | null => {
    const own = query.entries.find(({ node }) => balancers.has(node));
    if (own === undefined || own.receivedAt === null || own.from !== null) return null;
    const since = own.receivedAt;
    const until = Math.min(own.answeredAt ?? Number.POSITIVE_INFINITY, since + FORWARDED_WITHIN);
    return (
      open.find(
        ({ sender, question, begins, sentAt, isForwarded }) =>
          sender.node === own.node &&
          !isForwarded &&
          begins > since - (sentAt === null ? COARSE : SLACK) &&
          begins < until + SLACK &&
          question.name === query.question.name &&
          question.type === query.question.type,
      ) ?? null
    );
  };

  const isWhole = (query: Open): boolean => {
    if (query.entries.length === 0 || query.entries.some(({ answeredAt }) => answeredAt === null))
      return false;
    if (query.transport !== 'udp') return true;
    if (query.answer === null || query.sentAt === null) return false;
    const passesOn = query.entries.some(({ node, from }) => balancers.has(node) && from === null);
    return !passesOn || query.forwarded?.entries.some(({ answeredAt }) => answeredAt !== null) === true;
  };

  const drop = (query: Open): void => {
    const rest = (byKey.get(query.key) ?? []).filter((other) => other !== query);
    if (rest.length === 0) byKey.delete(query.key);
    else byKey.set(query.key, rest);
  };

  const take = (now: number): readonly FollowedQuery[] => {
    open.sort((a, b) => a.begins - b.begins);
    const taken: FollowedQuery[] = [];
    let count = 0;
    for (const query of open) {
      if (query.begins > now - ARRIVED) break;
      if (!query.isForwarded) {
        if (query.forwarded === null) {
          query.forwarded = findForwarded(query);
          if (query.forwarded !== null) query.forwarded.isForwarded = true;
        }
        if (query.begins > now - PATIENCE && !isWhole(query)) break;
        taken.push(followed(query));
      }
      drop(query);
      count += 1;
    }
    open.splice(0, count);
    return taken;
  };

  return {
    ports: (names) => {
      ports = names;
    },
    packets: reader.push,
    record,
    take,
    isSettled: (until, now) => now > until + ARRIVED && open.every(({ begins }) => begins > until),
  };
}

function followed({ question, sender, address, ...query }: Open): FollowedQuery {
  const { port, transport, sentAt, answer, forwarded } = query;
  const isConnection = transport !== 'udp';
  const known = sentAt !== null || (isConnection && sender.node !== null);
  const entries = [...query.entries, ...(forwarded?.entries ?? [])];
  return {
    ...{ name: question.name, type: question.type, transport, family: address.length === 4 ? 4 : 6 },
    ...{
      address: ipaddr.fromByteArray([...Buffer.from(address, 'latin1')]).toString(),
      port,
      id: question.id,
    },
    ...{ sender: sender.node, role: sender.role, at: query.begins, sentAt, answer, entries },
    seenBy: entries.length === 0 ? 'sender' : known ? 'both' : 'server',
    sightings: [...query.sightings, ...(forwarded?.sightings ?? [])],
  };
}

/** The addresses of all nodes that tell of queries. */
function loggedAddresses({ nodes }: LabPlan): ReadonlySet<AddressKey> {
  return new Set(
    nodes
      .filter((node) => (node.role === 'server' || node.role === 'balancer') && node.queryLog)
      .flatMap(({ interfaces, loopback }) => [
        ...interfaces.flatMap(({ addresses }) => addresses),
        ...loopback,
      ])
      .map(({ address }) => addressKey(address)),
  );
}

function keyOf(address: AddressKey, port: number, { id, name, type }: Question): string {
  return `${port} ${id} ${address} ${type} ${name}`;
}
