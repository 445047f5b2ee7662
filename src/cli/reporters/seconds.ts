/** Seconds with two decimals: `3.61 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}
