import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

/** A query as the responder saw it. */
export interface SeenQuery {
  readonly message: Buffer;
  readonly port: number;
  /** That it was sent to. */
  readonly address: string;
  /** Counts up from 0 for each address. */
  readonly index: number;
}

/** A datagram to send back, and after how many milliseconds. */
export interface Reply {
  readonly message: Buffer;
  readonly delay?: number;
}

export interface Responder {
  readonly port: number;
  readonly seen: readonly SeenQuery[];
  close(): Promise<void>;
}

/** A DNS server on 127.0.0.1 and ::1 that does with every query what it is told. */
export async function startResponder(behave: (query: SeenQuery) => readonly Reply[]): Promise<Responder> {
  const seen: SeenQuery[] = [];
  const timers: NodeJS.Timeout[] = [];
  const v4 = await bind('udp4', '127.0.0.1', 0);
  const { port } = v4.address();
  const sockets = [v4, await bind('udp6', '::1', port)];
  for (const socket of sockets) {
    let index = 0;
    const { address } = socket.address();
    socket.on('message', (message: Buffer, from: RemoteInfo) => {
      const query = { message, port: from.port, address, index };
      index += 1;
      seen.push(query);
      for (const reply of behave(query)) {
        const send = () => socket.send(reply.message, from.port, from.address);
        if (reply.delay === undefined) send();
        else timers.push(setTimeout(send, reply.delay));
      }
    });
  }
  const close = async () => {
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  };
  return { port, seen, close };
}

function bind(type: 'udp4' | 'udp6', address: string, port: number): Promise<Socket> {
  const socket = createSocket(type);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket));
  });
}

/** An authoritative answer without records; `nsid` null: EDNS without that option. */
export function answerTo(query: Buffer, nsid: string | null, rcode = 0): Buffer {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8400 | rcode, 2);
  const question = query.subarray(12, query.length - OPT_WITH_EMPTY_NSID);
  const option =
    nsid === null ? Buffer.alloc(0) : Buffer.concat([uint16(3), uint16(nsid.length), Buffer.from(nsid)]);
  const opt = Buffer.concat([
    Buffer.from([0]),
    uint16(41),
    uint16(1232),
    Buffer.alloc(4),
    uint16(option.length),
    option,
  ]);
  return Buffer.concat([header, question, opt]);
}

/** Name, type, size, flags and length of the OPT record, and its option. */
const OPT_WITH_EMPTY_NSID = 11 + 4;

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
