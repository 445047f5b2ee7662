/** Figures as people read them. */

/** `1 site`, `3 sites`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** Seconds with two decimals: `3.61 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

/** Milliseconds from microseconds: `0.3 ms`, `42 ms`, `7.10 s`. */
export function fromMicroseconds(value: number): string {
  if (value >= 1_000_000) return seconds(value / 1_000_000);
  return value < 10_000 ? `${(value / 1000).toFixed(1)} ms` : `${Math.round(value / 1000)} ms`;
}
