/** What servers tell of their queries by dnstap (https://dnstap.info, dnstap.proto): protocol buffers, of which these fields matter. */
import type { AddressKey } from '../forensics/packets.ts';

/** One query that came to a server, or the answer that it gave. */
export interface ServerRecord {
  readonly kind: 'query' | 'answer';
  readonly transport: QueryTransport;
  /** Who asked, as the server saw it. */
  readonly address: AddressKey;
  readonly port: number;
  /** µs of CLOCK_REALTIME: when the query came, or the answer left. */
  readonly at: number;
  readonly message: Buffer;
  /** What the server adds to it; a balancer's says where an answer is from. */
  readonly extra: string | null;
}

export type QueryTransport = 'udp' | 'tcp' | 'tls' | 'https' | 'other';

/** Message.Type: those of servers asked by clients, whether they call themselves authoritative or not. */
const KINDS: Readonly<Record<number, ServerRecord['kind']>> = {
  1: 'query',
  2: 'answer',
  5: 'query',
  6: 'answer',
};
/** SocketProtocol. */
const TRANSPORTS: Readonly<Record<number, QueryTransport>> = { 1: 'udp', 2: 'tcp', 3: 'tls', 4: 'https' };

/** Field numbers of Dnstap, and of the Message in it. */
const EXTRA = 3;
const MESSAGE = 14;
const FIELD = {
  type: 1,
  protocol: 3,
  address: 4,
  port: 6,
  query: { seconds: 8, nanoseconds: 9, message: 10 },
  answer: { seconds: 12, nanoseconds: 13, message: 14 },
} as const;

/** Reads a frame; undefined where it is of another kind, such as a resolver's own queries, or lacks what matters. */
export function readDnstap(frame: Buffer): ServerRecord | undefined {
  const outer = readFields(frame);
  const wrapped = outer?.get(MESSAGE);
  const fields = Buffer.isBuffer(wrapped) ? readFields(wrapped) : undefined;
  if (outer === undefined || fields === undefined) return undefined;
  const number = (field: number): number => Number(fields.get(field) ?? 0);
  const kind = KINDS[number(FIELD.type)];
  const address = fields.get(FIELD.address);
  if (kind === undefined || !Buffer.isBuffer(address)) return undefined;
  const message = fields.get(FIELD[kind].message);
  if (!Buffer.isBuffer(message)) return undefined;
  const extra = outer.get(EXTRA);
  return {
    kind,
    transport: TRANSPORTS[number(FIELD.protocol)] ?? 'other',
    address: address.toString('latin1'),
    port: number(FIELD.port),
    at: number(FIELD[kind].seconds) * 1_000_000 + Math.floor(number(FIELD[kind].nanoseconds) / 1000),
    message,
    extra: Buffer.isBuffer(extra) ? extra.toString('utf8') : null,
  };
}

/** The last value of each field, which is what counts of one that is not repeated; undefined where these are no fields. */
function readFields(buffer: Buffer): ReadonlyMap<number, number | Buffer> | undefined {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < buffer.length; scale *= 128) {
      const octet = buffer.readUInt8(at++);
      value += (octet & 0x7f) * scale;
      if (octet < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < buffer.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        fields.set(field, varint());
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (!(at + length <= buffer.length)) return undefined;
        fields.set(field, buffer.subarray(at, at + length));
        at += length;
        break;
      }
      case 5:
        if (at + 4 > buffer.length) return undefined;
        fields.set(field, buffer.readUInt32LE(at));
        at += 4;
        break;
      default:
        return undefined;
    }
  }
  return at === buffer.length ? fields : undefined;
}
