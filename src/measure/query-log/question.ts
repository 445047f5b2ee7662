/** What a DNS message asks (RFC 1035, section 4.1). */

export interface Question {
  readonly id: number;
  readonly opcode: number;
  /** Without the final dot, in lower case; `.` for the root. */
  readonly name: string;
  /** `A`, or `TYPE1234` for one without a name here (RFC 3597). */
  readonly type: string;
}

const TYPES: Readonly<Record<number, string>> = {
  ...{
    1: 'A',
    2: 'NS',
    5: 'CNAME',
    6: 'SOA',
    12: 'PTR',
    13: 'HINFO',
    15: 'MX',
    16: 'TXT',
    28: 'AAAA',
    33: 'SRV',
  },
  ...{ 35: 'NAPTR', 39: 'DNAME', 43: 'DS', 44: 'SSHFP', 46: 'RRSIG', 47: 'NSEC', 48: 'DNSKEY', 50: 'NSEC3' },
  ...{
    51: 'NSEC3PARAM',
    52: 'TLSA',
    59: 'CDS',
    60: 'CDNSKEY',
    64: 'SVCB',
    65: 'HTTPS',
    99: 'SPF',
    251: 'IXFR',
  },
  ...{ 252: 'AXFR', 255: 'ANY', 257: 'CAA' },
};
const HEADER = 12;

/** Reads the question of a query or an answer; undefined where there is none, or it was cut short. */
export function readQuestion(message: Buffer): Question | undefined {
  if (message.length < HEADER || message.readUInt16BE(4) === 0) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    if (at >= message.length) return undefined;
    const length = message.readUInt8(at);
    // A question comes first: there is nothing that it could point to.
    if (length > 63) return undefined;
    at += 1 + length;
    if (length === 0) break;
    labels.push(printable(message.subarray(at - length, at)));
  }
  if (at + 4 > message.length) return undefined;
  const type = message.readUInt16BE(at);
  return {
    id: message.readUInt16BE(0),
    opcode: (message.readUInt8(2) >> 3) & 0xf,
    name: labels.length === 0 ? '.' : labels.join('.').toLowerCase(),
    type: TYPES[type] ?? `TYPE${type}`,
  };
}

/** A label in presentation form (RFC 1035, section 5.1), so that nothing in it reaches a terminal as it is. */
function printable(label: Buffer): string {
  return [...label]
    .map((octet) => {
      if (octet < 0x21 || octet > 0x7e) return `\\${String(octet).padStart(3, '0')}`;
      const character = String.fromCharCode(octet);
      return '."\\();@$'.includes(character) ? `\\${character}` : character;
    })
    .join('');
}
