/** What a health check asks, and which answers are good. */
import { parseAddress } from './cidr.ts';

/** Types of records that a health check can read in an answer. */
export const CHECKED_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'TXT'] as const;
export type CheckedType = (typeof CHECKED_TYPES)[number];

/** The response codes of RFC 1035, section 4.1.1. */
export const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
export type Rcode = (typeof RCODES)[number];

/** What is asked in place of the SOA of a service's zone. */
export interface HealthQuestion {
  /** Absent: the zone itself. Else a name in the zone, in full or without the zone, or with a final dot any name. */
  readonly name?: string;
  readonly type: CheckedType;
}

/** What an answer has to be in place of NOERROR. */
export interface GoodAnswer {
  readonly rcode?: Rcode;
  /** The data of one of its records of the type that is asked for, as `normalData` writes it. */
  readonly answer?: string;
}

/** Characters of a domain name (RFC 1035, section 2.3.4), without the final dot. */
export const MAX_NAME_LENGTH = 253;

const LABEL = /^[a-z0-9_*]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Whether a text can be asked for, with or without a final dot. */
export function isQueryName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  return text.length <= MAX_NAME_LENGTH && labels.every((label) => LABEL.test(label));
}

/** The name that is asked for of a service, in full and without the final dot. */
export function queryName(name: string, zone: string): string {
  const lower = name.toLowerCase();
  if (lower.endsWith('.')) return lower.slice(0, -1);
  return lower === zone || lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

/** What the data of a record looks like, for messages that say what to write. */
export const DATA_EXAMPLES = {
  A: 'an IPv4 address such as 203.0.113.80',
  AAAA: 'an IPv6 address such as 2001:db8:ffff::80',
  CNAME: 'a domain name such as www.anycast.test',
  MX: 'a preference and a domain name, such as 10 mail.anycast.test',
  NS: 'a domain name such as ns.anycast.test',
  PTR: 'a domain name such as www.anycast.test',
  SOA: 'two domain names and five numbers, such as ns.anycast.test hostmaster.anycast.test 1 3600 600 86400 60',
  TXT: 'a text such as ns1.fra',
} as const satisfies Record<CheckedType, string>;

const FIELDS = {
  CNAME: ['name'],
  NS: ['name'],
  PTR: ['name'],
  MX: ['preference', 'name'],
  SOA: ['name', 'name', 'number', 'number', 'number', 'number', 'number'],
} as const;

/** The largest numbers of 16 and 32 bits (RFC 1035, section 3.3). */
const LARGEST = { preference: 2 ** 16 - 1, number: 2 ** 32 - 1 } as const;

/**
 * The data of a record in one form: addresses as RFC 5952 has them, names in lower case and without the final dot, numbers without zeros
 * before them. Undefined where no record of the type can have it.
 */
export function normalData(type: CheckedType, text: string): string | undefined {
  if (type === 'TXT') return text;
  if (type === 'A' || type === 'AAAA') {
    const address = parseAddress(text);
    return address?.family === (type === 'A' ? 4 : 6) ? address.text : undefined;
  }
  const words = text.trim().toLowerCase().split(/\s+/);
  const fields = FIELDS[type];
  const written = fields.flatMap((field, index) => {
    const word = words[index] ?? '';
    if (field === 'name') return isQueryName(word) ? word.replace(/\.$/, '') : [];
    return /^\d+$/.test(word) && Number(word) <= LARGEST[field] ? String(Number(word)) : [];
  });
  return words.length === fields.length && written.length === fields.length ? written.join(' ') : undefined;
}
