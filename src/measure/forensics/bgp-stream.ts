/** BGP messages out of one direction of a TCP connection, whose segments may come twice, late, or cut across messages. */
import { BGP_HEADER, type BgpMessage, parseBgpMessage } from './bgp-messages.ts';
import type { TcpSegment } from './packets.ts';

export interface BgpStream {
  /** Takes in a segment, and returns the messages that it completes. */
  push(segment: TcpSegment): readonly BgpMessage[];
}

/** All ones (RFC 4271, section 4.1). */
const MARKER = Buffer.alloc(16, 0xff);
/** RFC 4271, section 4.1. */
const LONGEST_MESSAGE = 4096;
/** So many octets may be missing from the middle before what follows is read without them. */
const LONGEST_WAIT = 16 * LONGEST_MESSAGE;

/** Reads on from whatever comes first: a session that is older than the capture is joined at its next message. */
export function bgpStream(): BgpStream {
  let next: number | undefined;
  let unread: Buffer = Buffer.alloc(0);
  /** Beyond a gap, by sequence number. */
  const early = new Map<number, Buffer>();
  let waiting = 0;

  const append = (sequence: number, payload: Buffer): void => {
    next ??= sequence;
    // Sequence numbers wrap; their difference is of 32 bits with a sign (RFC 9293, section 3.4).
    const ahead = (sequence - next) | 0;
    if (ahead > 0) {
      if (!early.has(sequence)) waiting += payload.length;
      early.set(sequence, Buffer.from(payload));
      return;
    }
    const fresh = payload.subarray(-ahead);
    if (fresh.length === 0) return;
    unread = Buffer.concat([unread, fresh]);
    next = (next + fresh.length) >>> 0;
  };

  return {
    push: ({ sequence, syn, payload }) => {
      if (syn) {
        next = (sequence + 1) >>> 0;
        unread = Buffer.alloc(0);
        early.clear();
        waiting = 0;
      }
      if (payload.length === 0) return [];
      append(syn ? (sequence + 1) >>> 0 : sequence, payload);
      for (let taken = true; taken; ) {
        taken = false;
        const giveUp = waiting > LONGEST_WAIT;
        for (const [from, held] of [...early].toSorted(([a], [b]) => (a - b) | 0)) {
          if (giveUp) {
            next = from;
            unread = Buffer.alloc(0);
          }
          if (((from - (next ?? from)) | 0) > 0) continue;
          early.delete(from);
          waiting -= held.length;
          append(from, held);
          taken = true;
          break;
        }
      }
      const { messages, rest } = cutMessages(unread);
      unread = rest;
      return messages;
    },
  };
}

function cutMessages(data: Buffer): { readonly messages: readonly BgpMessage[]; readonly rest: Buffer } {
  const messages: BgpMessage[] = [];
  let at = 0;
  for (;;) {
    at = data.indexOf(MARKER, at);
    if (at === -1)
      return { messages, rest: Buffer.from(data.subarray(Math.max(0, data.length - MARKER.length + 1))) };
    if (at + BGP_HEADER > data.length) return { messages, rest: Buffer.from(data.subarray(at)) };
    const length = data.readUInt16BE(at + 16);
    if (length < BGP_HEADER || length > LONGEST_MESSAGE) {
      at += 1;
      continue;
    }
    if (at + length > data.length) return { messages, rest: Buffer.from(data.subarray(at)) };
    const message = readMessage(data.subarray(at, at + length));
    if (message !== undefined) messages.push(message);
    at += length;
  }
}

function readMessage(message: Buffer): BgpMessage | undefined {
  try {
    return parseBgpMessage(message);
  } catch (error) {
    // A malformed one is its receiver's affair, which says so in a NOTIFICATION.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
