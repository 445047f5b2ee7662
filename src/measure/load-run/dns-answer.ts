/** What a load reads in a DNS message that answers one of its queries: RCODE and NSID. */

export interface DnsAnswer {
  /** `NOERROR`, or `RCODE16` for one without a name here. */
  readonly rcode: string;
  /** The server's name (NSID, RFC 5001); null: it does not say. */
  readonly server: string | null;
}

/** RFC 1035, section 4.1.1, and what RFC 2136 adds. */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
const HEADER = 12;
const OPT = 41;
const NSID = 3;
/** Type, class, TTL and length of a record, behind its name. */
const RECORD = 10;

/** Reads an answer (RFC 1035, section 4; RFC 6891); undefined where it is none, or was cut short. */
export function readAnswer(message: Buffer): DnsAnswer | undefined {
  if (message.length < HEADER || (message.readUInt8(2) & 0x80) === 0) return undefined;
  const questions = message.readUInt16BE(4);
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  let rcode = message.readUInt8(3) & 0xf;
  let server: string | null = null;
  let at = HEADER;
  for (let index = 0; index < questions; index++) at = skipName(message, at) + 4;
  for (let index = 0; index < records; index++) {
    at = skipName(message, at);
    if (at + RECORD > message.length) return undefined;
    const type = message.readUInt16BE(at);
    const end = at + RECORD + message.readUInt16BE(at + 8);
    if (end > message.length) return undefined;
    if (type === OPT) {
      rcode |= message.readUInt8(at + 4) << 4;
      server = findNsid(message.subarray(at + RECORD, end));
    }
    at = end;
  }
  return { rcode: RCODES[rcode] ?? `RCODE${rcode}`, server };
}

/** Where a name ends: at its root label, or behind a pointer to the rest of it. */
function skipName(message: Buffer, start: number): number {
  let at = start;
  while (at < message.length) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
  return at;
}

function findNsid(options: Buffer): string | null {
  for (let at = 0; at + 4 <= options.length; ) {
    const end = at + 4 + options.readUInt16BE(at + 2);
    if (options.readUInt16BE(at) === NSID) return options.toString('latin1', at + 4, end);
    at = end;
  }
  return null;
}
