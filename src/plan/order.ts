/** Orders two names by code point, so that no locale changes a plan. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy of `items`, sorted by name. */
export function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => compareNames(a.name, b.name));
}
