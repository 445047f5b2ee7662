/** What records are made of, as users write them. Pure. */

/** Types of records that are known by name to every primary, and are anybody's to change. */
export const RECORD_TYPES: readonly string[] = [
  ...[
    'A',
    'AAAA',
    'AFSDB',
    'APL',
    'CAA',
    'CERT',
    'CNAME',
    'CSYNC',
    'DHCID',
    'DNAME',
    'DS',
    'EUI48',
    'EUI64',
    'HINFO',
  ],
  ...[
    'HTTPS',
    'KX',
    'LOC',
    'MX',
    'NAPTR',
    'NS',
    'OPENPGPKEY',
    'PTR',
    'RP',
    'SMIMEA',
    'SPF',
    'SRV',
    'SSHFP',
    'SVCB',
  ],
  ...['TLSA', 'TXT', 'URI'],
];

/** Those that signing makes (RFC 4034, RFC 5155, RFC 7344). */
export const SIGNERS_TYPES: ReadonlySet<string> = new Set([
  ...['CDNSKEY', 'CDS', 'DNSKEY', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'RRSIG'],
]);

/** By type, which words of its data are names, from 0. */
const NAMES: Readonly<Record<string, readonly number[]>> = {
  ...{ NS: [0], CNAME: [0], DNAME: [0], PTR: [0] },
  ...{ MX: [1], KX: [1], AFSDB: [1], SVCB: [1], HTTPS: [1], SRV: [3], NAPTR: [5], RP: [0, 1] },
};

/**
 * Data whose names are absolute: a name without a final dot is relative to the zone, as in its file, which nsupdate would
 * take for one below the root.
 */
export function absoluteData(zone: string, type: string, data: string): string {
  const places = NAMES[type];
  if (places === undefined) return data;
  const words = data.match(WORDS) ?? [];
  return words
    .map((word, index) => {
      if (!places.includes(index) || word.endsWith('.')) return word;
      return word === '@' ? `${zone}.` : `${word}.${zone}.`;
    })
    .join(' ');
}

/** In quotes, where blanks belong to the word, or without. */
const WORDS = /"(?:[^"\\]|\\.)*"|\S+/g;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** RFC 2181, section 8. */
const MAX_TTL = 2 ** 31 - 1;

/** A TTL in s, of `300` or, as zone files have it, `5m` or `1h30m`; undefined: it is none. */
export function secondsIn(ttl: string): number | undefined {
  if (!/^(\d+|(\d+[smhdw])+)$/i.test(ttl)) return undefined;
  const seconds = [...ttl.matchAll(/(\d+)([a-z]?)/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit?.toLowerCase() || 's'] ?? 1),
    0,
  );
  return seconds > MAX_TTL ? undefined : seconds;
}
