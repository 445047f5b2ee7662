/**
 * Bounds on figures, as a topology file has them:
 *
 *     bound = "<" value | "<=" value | ">" value | ">=" value | value ".." [value] | "0"
 *     value = number unit          times: ms or s; queries: nothing or %
 *
 * Spaces round the parts do not matter. Both ends of a range are within it, and both have their unit: `2s..3.5s`. `2s..` is
 * `>= 2s` for those who would not put quotes round it, as YAML wants where a text begins with `>`. `0` alone is `<= 0`.
 */
import type { Bound, BoundEnd, BoundedFigure, BoundUnit } from './scenario.ts';

/** A bound, or that the text is none, with what was probably meant. */
export type ParsedBound = { readonly bound: Bound } | { readonly suggestion?: string };

/** What a bound for a figure looks like, for messages. */
export const BOUND_EXAMPLES: Readonly<Record<'time' | 'queries', string>> = {
  time: '"< 500ms", "<= 3s" or "2s..3.5s"',
  queries: '"<= 3", "< 1%" or "10..200"',
};

/** Figures that are a number of queries or connections, or a share of them. */
const COUNTED: ReadonlySet<BoundedFigure> = new Set(['lost', 'late', 'user-failed', 'connections-broken']);

/** Whether a figure is a time; if not, it is a number or a share. */
export function isTime(figure: BoundedFigure): boolean {
  return !COUNTED.has(figure);
}

const NUMBER = String.raw`(\d{1,9}(?:\.\d{1,6})?)\s*([a-z%]*)`;
const COMPARISON = new RegExp(`^(<=|>=|<|>)\\s*${NUMBER}$`);
const RANGE = new RegExp(`^${NUMBER}\\s*\\.\\.\\s*(?:${NUMBER})?$`);
const MICROSECONDS: Readonly<Record<string, number>> = { ms: 1000, s: 1_000_000 };

interface Value {
  readonly value: number;
  readonly unit: BoundUnit;
}

/** Reads a bound for a figure. Refused with it: what no figure can be (`< 0`, `> 100%`), and half a query. */
export function parseBound(text: string, figure: BoundedFigure): ParsedBound {
  const trimmed = text.trim();
  if (/^0+$/.test(trimmed))
    return { bound: { text: trimmed, unit: defaultUnit(figure), most: end(0, true) } };
  const bound = readComparison(trimmed, figure) ?? readRange(trimmed, figure);
  if (bound !== undefined && isPossible(bound)) return { bound };
  const suggestion = suggest(trimmed, figure);
  return suggestion === undefined ? {} : { suggestion };
}

function readComparison(text: string, figure: BoundedFigure): Bound | undefined {
  const [, sign = '', number, unit] = COMPARISON.exec(text) ?? [];
  const read = readValue(number, unit, figure);
  if (read === undefined) return undefined;
  const limit = end(read.value, sign.endsWith('='));
  return { text, unit: read.unit, ...(sign.startsWith('<') ? { most: limit } : { least: limit }) };
}

function readRange(text: string, figure: BoundedFigure): Bound | undefined {
  const [, from, fromUnit, to, toUnit] = RANGE.exec(text) ?? [];
  const least = readValue(from, fromUnit, figure);
  if (least === undefined) return undefined;
  if (to === undefined) return { text, unit: least.unit, least: end(least.value, true) };
  const most = readValue(to, toUnit, figure);
  if (most?.unit !== least.unit) return undefined;
  return { text, unit: least.unit, least: end(least.value, true), most: end(most.value, true) };
}

function readValue(
  number: string | undefined,
  unit: string | undefined,
  figure: BoundedFigure,
): Value | undefined {
  if (number === undefined || unit === undefined) return undefined;
  const value = Number(number);
  if (isTime(figure)) {
    const factor = unit === '' && value === 0 ? 1 : MICROSECONDS[unit];
    return factor === undefined ? undefined : { value: Math.round(value * factor), unit: 'time' };
  }
  if (unit === '%') return { value: value / 100, unit: 'share' };
  return unit === '' && Number.isInteger(value) ? { value, unit: 'count' } : undefined;
}

function defaultUnit(figure: BoundedFigure): BoundUnit {
  return isTime(figure) ? 'time' : 'count';
}

function end(value: number, included: boolean): BoundEnd {
  return { value, included };
}

function isPossible({ unit, least, most }: Bound): boolean {
  if (most !== undefined && most.value === 0 && !most.included) return false;
  if (least !== undefined && most !== undefined && least.value > most.value) return false;
  if (unit !== 'share') return true;
  if ((most?.value ?? 0) > 1) return false;
  return least === undefined || (least.included ? least.value <= 1 : least.value < 1);
}

/** `500ms` is probably `<= 500ms`, `=< 3` is `<= 3`, `2..3s` and `2s - 3s` are `2s..3s`, and `3s..2s` is the same turned round. */
function suggest(text: string, figure: BoundedFigure): string | undefined {
  const candidates: string[] = [`<= ${text}`];
  const [, first = '', number = '', unit = ''] =
    new RegExp(`^(=<|=>|≤|≥|=|<=|>=|<|>)\\s*${NUMBER}$`).exec(text) ?? [];
  const sign = /^(=<|≤|=)$/.test(first) ? '<=' : /^(=>|≥)$/.test(first) ? '>=' : first;
  const units = unit === '' && isTime(figure) ? ['ms'] : [unit];
  if (number !== '') candidates.push(...units.map((each) => `${sign} ${number}${each}`));
  if (sign === '<' && Number(number) === 0) candidates.push('0');
  if (isTime(figure)) candidates.push(`<= ${text}ms`);
  const [, from, fromUnit = '', to, toUnit = ''] =
    new RegExp(`^${NUMBER}\\s*(?:\\.\\.+|-|–|to)\\s*${NUMBER}$`).exec(text) ?? [];
  if (from !== undefined && to !== undefined) {
    const common = toUnit || fromUnit;
    candidates.push(
      `${from}${fromUnit || common}..${to}${common}`,
      `${to}${common}..${from}${fromUnit || common}`,
    );
  }
  return candidates.find((candidate) => {
    const bound = readComparison(candidate, figure) ?? readRange(candidate, figure);
    return candidate === '0' || (bound !== undefined && isPossible(bound));
  });
}
