/**
 * Milliseconds from microseconds, as exact as a bound may be: `0 ms`, `712.3 ms`, `2104.0 ms`. Never rounded to another unit, so
 * that what is just outside of a bound does not look as if it were on it.
 */
export function milliseconds(microseconds: number): string {
  return microseconds === 0 ? '0 ms' : `${(microseconds / 1000).toFixed(1)} ms`;
}
