/** Quantities of links as people write them: `20ms`, `1%`, `10mbit`. Each is undefined where the text is none. */

/** Longest latency that a link may have, in µs: the Moon is 1.3 s away. */
const LONGEST = 10_000_000;

const MICROSECONDS: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1_000_000 };
/** Of what lasts longer than a packet's way. */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** As `tc` has them: powers of ten. */
const BITS: Readonly<Record<string, number>> = { kbit: 1e3, mbit: 1e6, gbit: 1e9 };

/** Slowest and fastest rate, in bits a second. */
const RATES = { least: 8e3, most: 100e9 } as const;

/** In bytes: the least that IPv6 works with (RFC 8200, section 5), what jumbo frames carry, and what a link has where nothing is said. */
export const MTU = { least: 1280, most: 9216, usual: 1500 } as const;

/** What each of them looks like, for messages that say what to write. */
export const QUANTITY_EXAMPLES = {
  time: 'a time from 0 to 10s with its unit, such as 20ms',
  share: 'a share from 0% to 100%, such as 1%',
  rate: 'a rate from 8kbit to 100gbit a second, such as 10mbit',
} as const;

/** A time in µs. */
export function parseTime(text: string): number | undefined {
  const read = parseQuantity(text, MICROSECONDS);
  return read !== undefined && read <= LONGEST ? Math.round(read) : undefined;
}

/** How long something lasts, in s: `60s`, `5m`, `1h` or `2d`. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, SECONDS);
}

/** A share from 0 to 1. */
export function parseShare(text: string): number | undefined {
  const read = parseQuantity(text, { '%': 1 });
  // Divided and not multiplied: 0.1 % is 0.001 then, and not a little more.
  return read !== undefined && read <= 100 ? read / 100 : undefined;
}

/** A rate in bits a second; 0: no limit. */
export function parseRate(text: string): number | undefined {
  const read = parseQuantity(text, BITS);
  if (read === 0) return 0;
  return read !== undefined && read >= RATES.least && read <= RATES.most ? Math.round(read) : undefined;
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^\s*(\d{1,9}(?:\.\d{1,6})?)\s*([a-z%]*)\s*$/.exec(text) ?? [];
  if (number === '') return undefined;
  if (Number(number) === 0 && unit === '') return 0;
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return factor === undefined ? undefined : Number(number) * factor;
}
