/** BGP messages (RFC 4271) in words, as far as they tell what became of a service's prefixes and sessions. */
import ipaddr from 'ipaddr.js';

/** One message. `announced` and `withdrawn` are CIDRs as the plan writes them. */
export type BgpMessage =
  | { readonly type: 'open'; readonly holdTime: number }
  | {
      readonly type: 'update';
      readonly announced: readonly string[];
      readonly withdrawn: readonly string[];
      /** AS numbers of the path, in its order; sets are left out. */
      readonly path: readonly number[];
      /** Marked with GRACEFUL_SHUTDOWN (RFC 8326). */
      readonly gracefulShutdown: boolean;
    }
  | { readonly type: 'notification'; readonly text: string }
  | { readonly type: 'keepalive' }
  | { readonly type: 'route-refresh' };

/** Marker, length and type (RFC 4271, section 4.1). */
export const BGP_HEADER = 19;

/**
 * Reads one whole message, header included.
 * @throws RangeError where a length in it points outside
 */
export function parseBgpMessage(message: Buffer): BgpMessage | undefined {
  const body = message.subarray(BGP_HEADER);
  switch (message.readUInt8(18)) {
    case 1:
      return { type: 'open', holdTime: body.readUInt16BE(3) };
    case 2:
      return parseUpdate(body);
    case 3:
      return { type: 'notification', text: notificationText(body) };
    case 4:
      return { type: 'keepalive' };
    case 5:
      return { type: 'route-refresh' };
    default:
      return undefined;
  }
}

const AS_PATH = 2;
const COMMUNITIES = 8;
const MP_REACH_NLRI = 14;
const MP_UNREACH_NLRI = 15;
const AS_SEQUENCE = 2;
const GRACEFUL_SHUTDOWN = 0xffff0000;
const EXTENDED_LENGTH = 0x10;
/** AFI 2 and SAFI 1: IPv6 unicast (RFC 4760). */
const IPV6_UNICAST = { afi: 2, safi: 1 };

function parseUpdate(body: Buffer): BgpMessage {
  const withdrawnEnd = 2 + body.readUInt16BE(0);
  const attributesEnd = withdrawnEnd + 2 + body.readUInt16BE(withdrawnEnd);
  const withdrawn = prefixes(body.subarray(2, withdrawnEnd), 4);
  const announced = prefixes(body.subarray(attributesEnd), 4);
  const path: number[] = [];
  let gracefulShutdown = false;
  for (const { type, value } of attributes(body.subarray(withdrawnEnd + 2, attributesEnd))) {
    if (type === AS_PATH) path.push(...asPath(value));
    else if (type === COMMUNITIES) gracefulShutdown = words(value).includes(GRACEFUL_SHUTDOWN);
    else if (type === MP_REACH_NLRI && isIpv6Unicast(value))
      // AFI, SAFI, the next hop and its length, and a reserved octet come first.
      announced.push(...prefixes(value.subarray(5 + value.readUInt8(3)), 6));
    else if (type === MP_UNREACH_NLRI && isIpv6Unicast(value))
      withdrawn.push(...prefixes(value.subarray(3), 6));
  }
  return { type: 'update', announced, withdrawn, path, gracefulShutdown };
}

function* attributes(data: Buffer): Generator<{ readonly type: number; readonly value: Buffer }> {
  for (let at = 0; at < data.length; ) {
    const extended = (data.readUInt8(at) & EXTENDED_LENGTH) !== 0;
    const start = at + (extended ? 4 : 3);
    const end = start + (extended ? data.readUInt16BE(at + 2) : data.readUInt8(at + 2));
    yield { type: data.readUInt8(at + 1), value: data.subarray(start, end) };
    at = end;
  }
}

function isIpv6Unicast(value: Buffer): boolean {
  return value.readUInt16BE(0) === IPV6_UNICAST.afi && value.readUInt8(2) === IPV6_UNICAST.safi;
}

/** Every session of a lab speaks four-octet AS numbers (RFC 6793). */
function asPath(value: Buffer): readonly number[] {
  const path: number[] = [];
  for (let at = 0; at + 2 <= value.length; ) {
    const end = at + 2 + value.readUInt8(at + 1) * 4;
    if (value.readUInt8(at) === AS_SEQUENCE) path.push(...words(value.subarray(at + 2, end)));
    at = end;
  }
  return path;
}

function words(value: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(value.length / 4) }, (_, index) => value.readUInt32BE(index * 4));
}

/** A length in bits, and as many octets as it needs, for each (RFC 4271, section 4.3). */
function prefixes(data: Buffer, family: 4 | 6): string[] {
  const found: string[] = [];
  for (let at = 0; at < data.length; ) {
    const bits = data.readUInt8(at);
    const octets = Math.ceil(bits / 8);
    const address = Buffer.alloc(family === 4 ? 4 : 16);
    data.copy(address, 0, at + 1, at + 1 + octets);
    found.push(`${ipaddr.fromByteArray([...address]).toString()}/${bits}`);
    at += 1 + octets;
  }
  return found;
}

/** RFC 4271, section 4.5. */
const CODES: Readonly<Record<number, string>> = {
  1: 'Message Header Error',
  2: 'OPEN Message Error',
  3: 'UPDATE Message Error',
  4: 'Hold Timer Expired',
  5: 'Finite State Machine Error',
  6: 'Cease',
  7: 'ROUTE-REFRESH Message Error',
};

/** By code and subcode: RFC 4271 (section 4.5), RFC 4486, RFC 8538, RFC 9384. */
const SUBCODES: Readonly<Record<string, string>> = {
  '2 2': 'Bad Peer AS',
  '2 3': 'Bad BGP Identifier',
  '2 6': 'Unacceptable Hold Time',
  '6 1': 'Maximum Number of Prefixes Reached',
  '6 2': 'Administrative Shutdown',
  '6 3': 'Peer De-configured',
  '6 4': 'Administrative Reset',
  '6 5': 'Connection Rejected',
  '6 6': 'Other Configuration Change',
  '6 7': 'Connection Collision Resolution',
  '6 8': 'Out of Resources',
  '6 9': 'Hard Reset',
  '6 10': 'BFD Down',
};

function notificationText(body: Buffer): string {
  const code = body.readUInt8(0);
  const subcode = body.readUInt8(1);
  const name = CODES[code] ?? `code ${code}`;
  if (subcode === 0) return name;
  return `${name}: ${SUBCODES[`${code} ${subcode}`] ?? `subcode ${subcode}`}`;
}
