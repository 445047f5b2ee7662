/** A query as both sides saw it: whoever sent it, and the servers that it came to. All times in µs of CLOCK_REALTIME. */
import type { Family } from '../../topology/topology.ts';
import type { Sighting } from '../forensics/sightings.ts';
import type { QueryTransport } from './dnstap.ts';
import type { SenderRole } from './senders.ts';

export interface FollowedQuery {
  readonly name: string;
  readonly type: string;
  readonly transport: QueryTransport;
  readonly family: Family;
  /** Where it says that it comes from. */
  readonly address: string;
  readonly port: number;
  /** Of its DNS message. */
  readonly id: number;
  /** The node that has this address; null: no node has. */
  readonly sender: string | null;
  readonly role: SenderRole;
  /** When it was first seen, by whomever. */
  readonly at: number;
  /** Null: nobody saw it leave its sender, or it came over a connection, in which queries are not looked for. */
  readonly sentAt: number | null;
  /** The answer that came to its sender; null: none did, or it came over a connection. */
  readonly answer: ReceivedAnswer | null;
  /** What servers told of it, in the order in which it came to them: a balancer before the server that it asked. */
  readonly entries: readonly ServerEntry[];
  /** Who knows of it. Of what came over a connection the server's word is all there is, and counts for both where a node has the address. */
  readonly seenBy: 'both' | 'sender' | 'server';
  /** On the lab's links, in the order of the capture. */
  readonly sightings: readonly Sighting[];
}

export interface ReceivedAnswer {
  readonly at: number;
  readonly rcode: string;
  /** By NSID; null: it does not say. */
  readonly server: string | null;
}

/** What one server or balancer told of a query. */
export interface ServerEntry {
  readonly node: string;
  /** Null: it told of its answer only. */
  readonly receivedAt: number | null;
  /** Null: it gave none. */
  readonly answeredAt: number | null;
  readonly rcode: string | null;
  /** Of a balancer's answer that is from no server: `cache`, or `itself`. */
  readonly from: string | null;
}
